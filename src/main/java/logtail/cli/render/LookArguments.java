package logtail.cli.render;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments that choose what lines look like, as typed. */
public final class LookArguments {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (the default), raw (the message as sent), json or logfmt.")
    @Nullable
    String output;

    @Option(
            names = {"-j", "--json"},
            description = "The same as -o json.")
    boolean json;

    @Option(
            names = "--fields",
            paramLabel = "NAMES",
            description = "Just these, as in time,level,status: members, attributes, keys in the message. "
                    + "As text with tabs between; also with -o json and logfmt.")
    @Nullable
    String fields;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "Lines of your own form, as in '{time} {app} {status|-}: {message}'.")
    @Nullable
    String template;

    @Option(names = "--no-prefix", description = "The message without time and app.")
    boolean noPrefix;

    @Option(
            names = {"-z", "--tz"},
            paramLabel = "ZONE",
            description = "Times of this zone, as in UTC or Europe/Berlin. Default: local.")
    @Nullable
    String zone;

    @Option(names = "--utc", description = "The same as -z UTC.")
    boolean utc;

    @Option(
            names = "--time-format",
            paramLabel = "PATTERN",
            description = "time (the default: with the date when it is not today), full, iso, epoch, none, "
                    + "or a pattern: 'dd MMM HH:mm:ss', '%%d %%b %%H:%%M:%%S'.")
    @Nullable
    String timeFormat;

    @Option(
            names = {"-H", "--highlight"},
            paramLabel = "RE",
            description = "Make this regular expression stand out; hides nothing. Repeatable.")
    List<String> highlights = new ArrayList<>();

    @Option(names = "--color", paramLabel = "WHEN", description = "auto (the default), always, never.")
    String color = "auto";

    @Option(names = "--no-color", hidden = true)
    boolean noColor;

    /** There is none to switch off. */
    @Option(names = "--no-pager", hidden = true)
    boolean noPager;

    @Option(
            names = "--color-by",
            paramLabel = "WHAT",
            description = "What gets a colour of its own: app (the default), process, host, level.")
    @Nullable
    String colorBy;
}
