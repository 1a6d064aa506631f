package logtail.cli.tail;

import java.util.List;
import logtail.cli.base.Surroundings;
import logtail.cli.client.FilterArgument;
import logtail.cli.render.Look;
import logtail.query.TailQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The arguments by which commands other than a tail select lines, with the names and meanings that they have there. */
public final class SelectionArguments {
    @ArgGroup(validate = false, heading = "%nWhich lines:%n")
    WhichArguments which = new WhichArguments();

    @Option(
            names = {"-S", "--since"},
            paramLabel = "TIME",
            description = "Lines since 90s, 5min, '2 hours ago', 9:00, yesterday 14:05, 2026-11-24T14:05:00Z, …")
    @Nullable
    String since;

    @Option(
            names = {"-U", "--until"},
            paramLabel = "TIME",
            description = "Lines before this time, likewise.")
    @Nullable
    String until;

    @Option(
            names = {"-z", "--tz"},
            paramLabel = "ZONE",
            description = "Times of this zone, as in UTC or Europe/Berlin. Default: local.")
    @Nullable
    String zone;

    @Option(names = "--utc", description = "The same as -z UTC.")
    boolean utc;

    /**
     * What is selected; mistakes in the filter are told before the daemon is asked.
     *
     * @param words to search for, as in a tail
     */
    public Selection resolve(List<String> words, Surroundings around) {
        var zoneId = Look.zone(utc ? "UTC" : zone, around);
        SelectedTimes times = SelectedTimes.resolve(since, until, around, zoneId);
        var query = TailQuery.builder()
                .sinceNs(times.sinceNs())
                .untilNs(times.untilNs())
                .following(false);
        SelectedLines.select(which, words, around.env("LOGTAIL_APP"), query);
        TailQuery built = query.build();
        FilterArgument.check(built.which().filter());
        return new Selection(built, since == null ? "" : since, until == null ? "" : until, zoneId);
    }
}
