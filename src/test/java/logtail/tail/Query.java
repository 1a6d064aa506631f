package logtail.tail;

import java.util.List;
import java.util.stream.Stream;
import logtail.event.Severity;
import logtail.filter.FilterParser;

/** Makes queries, by default for everything there is and nothing that comes. */
final class Query {
    private List<NameGlob> apps = List.of();
    private List<NameGlob> processes = List.of();
    private List<NameGlob> hosts = List.of();
    private Severity worst = Severity.DEBUG;
    private boolean isExactLevel;
    private String filter = "";
    private long sinceNs = Long.MIN_VALUE;
    private long lines = TailQuery.ALL;
    private long untilNs = Long.MAX_VALUE;
    private long max = TailQuery.ALL;
    private TailQuery.Order order = new TailQuery.Order.Arrival();
    private TailQuery.Context context = TailQuery.Context.NONE;
    private long after = TailQuery.NO_CURSOR;
    private boolean isFollowing;

    Query apps(String... globs) {
        apps = globs(globs);
        return this;
    }

    Query processes(String... globs) {
        processes = globs(globs);
        return this;
    }

    Query hosts(String... globs) {
        hosts = globs(globs);
        return this;
    }

    Query worst(Severity severity) {
        worst = severity;
        return this;
    }

    Query exactly(Severity severity) {
        isExactLevel = true;
        return worst(severity);
    }

    Query filter(String text) {
        filter = text;
        return this;
    }

    Query since(long receivedNs) {
        sinceNs = receivedNs;
        return this;
    }

    Query lines(long count) {
        lines = count;
        return this;
    }

    Query after(long index) {
        after = index;
        return this;
    }

    Query until(long ns) {
        untilNs = ns;
        return this;
    }

    Query max(long count) {
        max = count;
        return this;
    }

    Query order(TailQuery.Order wanted) {
        order = wanted;
        return this;
    }

    Query context(int before, int behind) {
        context = new TailQuery.Context(before, behind, true);
        return this;
    }

    Query following() {
        isFollowing = true;
        return this;
    }

    TailQuery build() {
        return new TailQuery(
                apps,
                processes,
                hosts,
                worst,
                isExactLevel,
                FilterParser.parse(filter),
                sinceNs,
                untilNs,
                lines,
                after,
                max,
                isFollowing,
                order,
                context);
    }

    private static List<NameGlob> globs(String... globs) {
        return Stream.of(globs).map(NameGlob::new).toList();
    }
}
