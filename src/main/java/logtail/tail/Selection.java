package logtail.tail;

import java.util.List;
import logtail.access.AppScope;
import logtail.event.Block;
import logtail.event.NameGlob;
import logtail.event.Names;
import logtail.event.Severity;
import logtail.filter.FilterParser;
import logtail.filter.Matcher;
import logtail.journal.Interest;
import logtail.journal.Place;
import logtail.query.TailQuery;
import org.jspecify.annotations.Nullable;

/**
 * A query compiled for blocks. {@link #enter} tests a whole block by its header, its table of names and one search for the
 * filter's literal; {@link #next} iterates over the matches. One thread at a time; allocates nothing.
 */
public final class Selection {
    private final AppScope scope;
    private final boolean hasContext;
    private final List<NameGlob> apps;
    private final List<NameGlob> processes;
    private final List<NameGlob> hosts;
    private final long sinceNs;
    private final long untilNs;
    private final boolean isExactLevel;
    private final Matcher matcher;
    private final boolean wantsAllNames;
    private final int worst;
    private final boolean isHistoryByTime;
    private boolean isByTime;
    private @Nullable Place end;
    private boolean[] wanted = new boolean[16];

    /** @param scope no event of another app is ever selected, whatever the query asks for, not even as context */
    Selection(AppScope scope, TailQuery query) {
        this.scope = scope;
        hasContext = query.shape().context().isWanted();
        isHistoryByTime = !query.range().isByReceipt();
        isByTime = isHistoryByTime;
        apps = globs(query.which().apps(), Names.MAX_BYTES);
        processes = globs(query.which().processes(), Names.MAX_BYTES);
        hosts = globs(query.which().hosts(), Names.MAX_HOST_BYTES);
        sinceNs = query.range().sinceNs();
        untilNs = query.range().untilNs();
        isExactLevel = query.which().isExactLevel();
        matcher = Matcher.of(FilterParser.parse(query.which().filter()));
        wantsAllNames = scope.isAll() && apps.isEmpty() && processes.isEmpty() && hosts.isEmpty();
        worst = query.which().worst().code();
    }

    /** A selection of all apps, in a process that serves one reader. */
    public static Selection local(TailQuery query) {
        return new Selection(AppScope.ALL, query);
    }

    /** What the query selects of what may be seen. */
    public static Selection of(View view, TailQuery query) {
        return new Selection(view.apps(), query);
    }

    /** Every event of these apps. */
    static Selection of(AppScope scope) {
        return new Selection(scope, TailQuery.builder().build());
    }

    private static List<NameGlob> globs(List<String> names, int maxBytes) {
        return names.stream().map(name -> new NameGlob(name, maxBytes)).toList();
    }

    /** The part of the query that an index can evaluate; only for the thread that uses this. */
    public Interest interest() {
        if (hasContext) { // events that do not match may be delivered as context
            return new Interest(namedApps(), Severity.DEBUG.code(), Long.MIN_VALUE, Long.MAX_VALUE, false);
        }
        return new Interest(namedApps(), Math.min(worst, matcher.worst()), sinceNs, untilNs, isByTime);
    }

    private Interest.AppTest namedApps() {
        return wantsEveryApp() ? Interest.EVERY_APP : this::wantsApp;
    }

    /** Whether an event is selected whatever its app is. */
    public boolean wantsEveryApp() {
        return scope.isAll() && apps.isEmpty() && matcher.wantsEveryApp();
    }

    /** Nothing behind this place is selected. */
    void endAt(Place last) {
        end = last;
    }

    /**
     * Whether the next events are behind the history: those are selected by their time of receipt, so they cannot be too old.
     * Only for queries that follow, which have no end.
     */
    void enterNew(boolean isNew) {
        isByTime = isHistoryByTime && !isNew;
    }

    /** Tests only the names of the next block; false when none is selected. */
    boolean enterNames(Block block) {
        return wantsAnySource(block);
    }

    /** Whether the current event's names are selected, after {@link #enterNames}. */
    boolean isNamed(Block block) {
        return wantsAllNames || wanted[block.source()];
    }

    /** Tests the next block; false when no event in it can match. */
    public boolean enter(Block block) {
        return block.worstSeverity() <= worst
                && (end == null || end.covers(block.firstIndex()))
                && (isByTime ? block.maxTimeNs() : block.maxReceivedNs()) >= sinceNs
                && (isByTime ? block.minTimeNs() : block.minReceivedNs()) < untilNs
                && wantsAnySource(block)
                && matcher.mayMatch(block);
    }

    /** Moves to the next match in the entered block; false when there is none. */
    public boolean next(Block block) {
        while (matcher.nextMatch(block)) {
            if (selectsByHeader(block)) {
                return true;
            }
        }
        return false;
    }

    private boolean selectsByHeader(Block block) {
        return (wantsAllNames || wanted[block.source()])
                && (end == null || end.covers(block.index()))
                && (isExactLevel ? block.severity() == worst : block.severity() <= worst)
                && isInTime(isByTime ? block.timeNs() : block.receivedNs());
    }

    private boolean isInTime(long ns) {
        return ns >= sinceNs && ns < untilNs;
    }

    private boolean wantsAnySource(Block block) {
        if (wantsAllNames) {
            return true;
        }
        int count = block.sourceCount();
        if (count > wanted.length) {
            wanted = new boolean[Math.max(count, wanted.length * 2)];
        }
        boolean any = false;
        for (int source = 0; source < count; source++) {
            wanted[source] = wants(block, source);
            any |= wanted[source];
        }
        return any;
    }

    private boolean wants(Block block, int source) {
        byte[] bytes = block.bytes();
        return wantsApp(bytes, block.appFrom(source), block.appLength(source))
                && isAnyProcess(bytes, block.processFrom(source), block.processLength(source))
                && isAny(hosts, bytes, block.hostFrom(source), block.hostLength(source));
    }

    private boolean wantsApp(byte[] name, int from, int length) {
        return scope.includes(name, from, length)
                && isAny(apps, name, from, length)
                && matcher.mayWantApp(name, from, length);
    }

    private static boolean isAny(List<NameGlob> globs, byte[] name, int from, int length) {
        for (int i = 0; i < globs.size(); i++) {
            if (globs.get(i).matches(name, from, length)) {
                return true;
            }
        }
        return globs.isEmpty();
    }

    private boolean isAnyProcess(byte[] name, int from, int length) {
        for (int i = 0; i < processes.size(); i++) {
            if (processes.get(i).matchesProcess(name, from, length)) {
                return true;
            }
        }
        return processes.isEmpty();
    }
}
