package logtail.cli.tail;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import logtail.cli.client.FilterArgument;
import logtail.event.Severity;
import logtail.filter.Explanation;
import logtail.query.TailQuery;

/** {@code --explain}: what a query selects, and what it costs, for people. Pure. */
final class QueryExplanation {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx", Locale.ROOT);
    private static final long BILLION = 1_000_000_000L;

    private QueryExplanation() {}

    /** @param zone where times are shown */
    static List<String> of(TailQuery query, ZoneId zone) {
        var lines = new ArrayList<String>();
        TailQuery.Which which = query.which();
        TailQuery.Range range = query.range();
        names("app", which.apps(), lines);
        names("process", which.processes(), lines);
        names("host", which.hosts(), lines);
        boolean isEveryLevel = which.worst() == Severity.DEBUG && !which.isExactLevel();
        if (!isEveryLevel) {
            lines.add("level " + (which.isExactLevel() ? "exactly " : "")
                    + which.worst().label() + (which.isExactLevel() ? "" : " or worse"));
        }
        times(range, zone, lines);
        if (range.after() != null) {
            lines.add("behind " + range.after());
        }
        boolean hasTimes = range.sinceNs() != Long.MIN_VALUE || range.untilNs() != Long.MAX_VALUE;
        boolean hasContext = query.shape().context().isWanted(); // which may be of any level and time
        Severity worst = hasContext ? Severity.DEBUG : which.worst();
        boolean isMore = !lines.isEmpty();
        Explanation.of(
                        FilterArgument.parse(which.filter()),
                        new Explanation.Others(!which.apps().isEmpty(), worst, hasTimes && !hasContext))
                .lines()
                .stream()
                .filter(line -> !(isMore && line.equals("every event")))
                .forEach(lines::add);
        return lines;
    }

    private static void names(String what, List<String> globs, List<String> lines) {
        if (!globs.isEmpty()) {
            lines.add(what + " is " + String.join(" or ", globs));
        }
    }

    private static void times(TailQuery.Range range, ZoneId zone, List<String> lines) {
        String by = range.isByReceipt() ? ", by the time of receipt" : ", by the lines' own times, as shown";
        if (range.sinceNs() != Long.MIN_VALUE) {
            lines.add("since " + time(range.sinceNs(), zone) + by);
        }
        if (range.untilNs() != Long.MAX_VALUE) {
            lines.add("until " + time(range.untilNs(), zone) + by);
        }
    }

    private static String time(long ns, ZoneId zone) {
        Instant time = Instant.ofEpochSecond(Math.floorDiv(ns, BILLION), Math.floorMod(ns, BILLION));
        String name = zone instanceof ZoneOffset ? "" : " (" + zone.getId() + ")";
        return TIME.format(time.atZone(zone)) + name;
    }
}
