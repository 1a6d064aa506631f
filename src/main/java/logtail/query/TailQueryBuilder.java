package logtail.query;

import java.util.List;
import logtail.event.Severity;
import logtail.journal.Cursor;
import logtail.query.TailQuery.Context;
import logtail.query.TailQuery.Order;
import logtail.query.TailQuery.Range;
import logtail.query.TailQuery.Shape;
import logtail.query.TailQuery.Which;
import org.jspecify.annotations.Nullable;

/** Makes a {@link TailQuery}; by default for the whole history and all new events, in the order of receipt. */
public final class TailQueryBuilder {
    private List<String> apps = List.of();
    private List<String> processes = List.of();
    private List<String> hosts = List.of();
    private Severity worst = Severity.DEBUG;
    private boolean isExactLevel;
    private String filter = "";
    private long sinceNs = Long.MIN_VALUE;
    private long untilNs = Long.MAX_VALUE;
    private boolean isByReceipt;
    private long lines = TailQuery.ALL;
    private @Nullable Cursor after;
    private @Nullable Cursor before;
    private long max = TailQuery.ALL;
    private boolean isFollowing = true;
    private Order order = new Order.Arrival();
    private Context context = Context.NONE;
    private int rate;
    private boolean hasStats;

    TailQueryBuilder() {}

    TailQueryBuilder(TailQuery query) {
        apps = query.which().apps();
        processes = query.which().processes();
        hosts = query.which().hosts();
        worst = query.which().worst();
        isExactLevel = query.which().isExactLevel();
        filter = query.which().filter();
        sinceNs = query.range().sinceNs();
        untilNs = query.range().untilNs();
        isByReceipt = query.range().isByReceipt();
        lines = query.range().lines();
        after = query.range().after();
        before = query.range().before();
        max = query.range().max();
        isFollowing = query.range().isFollowing();
        order = query.shape().order();
        context = query.shape().context();
        rate = query.shape().rate();
        hasStats = query.shape().hasStats();
    }

    public TailQueryBuilder apps(List<String> globs) {
        apps = globs;
        return this;
    }

    public TailQueryBuilder processes(List<String> globs) {
        processes = globs;
        return this;
    }

    public TailQueryBuilder hosts(List<String> globs) {
        hosts = globs;
        return this;
    }

    /** This level and all more severe ones. */
    public TailQueryBuilder worst(Severity severity) {
        worst = severity;
        isExactLevel = false;
        return this;
    }

    /** Only this level. */
    public TailQueryBuilder exactly(Severity severity) {
        worst = severity;
        isExactLevel = true;
        return this;
    }

    public TailQueryBuilder filter(String text) {
        filter = text;
        return this;
    }

    public TailQueryBuilder sinceNs(long ns) {
        sinceNs = ns;
        return this;
    }

    public TailQueryBuilder untilNs(long ns) {
        untilNs = ns;
        return this;
    }

    /** Whether {@code sinceNs} and {@code untilNs} are times of receipt. */
    public TailQueryBuilder byReceipt(boolean wanted) {
        isByReceipt = wanted;
        return this;
    }

    public TailQueryBuilder lines(long count) {
        lines = count;
        return this;
    }

    /** Leaves out everything up to this cursor; {@code null} for nothing. */
    public TailQueryBuilder after(@Nullable Cursor place) {
        after = place;
        return this;
    }

    /** Leaves out everything from this cursor on; {@code null} for nothing. Such a query does not follow. */
    public TailQueryBuilder before(@Nullable Cursor place) {
        before = place;
        return this;
    }

    public TailQueryBuilder max(long count) {
        max = count;
        return this;
    }

    public TailQueryBuilder following(boolean wanted) {
        isFollowing = wanted;
        return this;
    }

    public TailQueryBuilder order(Order wanted) {
        order = wanted;
        return this;
    }

    public TailQueryBuilder context(int before, int behind) {
        context = new Context(before, behind);
        return this;
    }

    /** Shows at most so many matches a second; 0 for all. */
    public TailQueryBuilder rate(int matchesPerSecond) {
        rate = matchesPerSecond;
        return this;
    }

    /** Whether it is told once a second how far it has come. */
    public TailQueryBuilder stats(boolean wanted) {
        hasStats = wanted;
        return this;
    }

    public TailQuery build() {
        return new TailQuery(
                new Which(apps, processes, hosts, worst, isExactLevel, filter),
                new Range(sinceNs, untilNs, isByReceipt, lines, after, before, max, isFollowing),
                new Shape(order, context, rate, hasStats));
    }
}
