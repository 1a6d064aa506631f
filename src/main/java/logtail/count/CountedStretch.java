package logtail.count;

import java.util.Arrays;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.journal.Stretches;
import logtail.query.TailQuery;
import logtail.tail.Selection;

/**
 * Adds a stretch of the journal to buckets: from the counters of the index where these tell enough, else event by event.
 * Counters tell levels and apps apart but not both at once, so a selection of some apps and some levels needs a stretch of
 * which all events are of such apps, or at such levels. One thread.
 */
final class CountedStretch {
    private static final int NOT_ASKED = -1;

    private final CountQuery query;
    private final Selection selection;
    private final Buckets buckets;
    private final boolean isCountable;
    private final int worst;
    private final int best;
    private int[] columns = new int[16]; // by source of the current block
    private int changes;
    private long wantedOfApps;
    private long ofApps;

    CountedStretch(CountQuery query, Selection selection, Buckets buckets) {
        this.query = query;
        this.selection = selection;
        this.buckets = buckets;
        TailQuery.Which which = query.selection().which();
        isCountable = which.processes().isEmpty()
                && which.hosts().isEmpty()
                && which.filter().isBlank();
        worst = Math.min(which.worst().code(), selection.interest().worst());
        best = which.isExactLevel() ? which.worst().code() : Severity.EMERG.code();
    }

    /** Whether only its events tell how many are selected, and of what. The stretch may be in the range. */
    boolean mustBeRead(Stretches stretch) {
        long ofLevels = ofLevels(stretch);
        sumApps(stretch);
        boolean hasWantedApps = stretch.hasOtherApps() || wantedOfApps > 0;
        if (ofLevels == 0 || !hasWantedApps) {
            return false; // nothing is selected
        }
        boolean isInOneBucket = stretch.minNs() >= query.sinceNs()
                && stretch.maxNs() < query.untilNs()
                && buckets.bucket(stretch.minNs()) == buckets.bucket(stretch.maxNs());
        return !isCountable || !isInOneBucket || !tellsEnough(stretch, ofLevels);
    }

    private boolean tellsEnough(Stretches stretch, long ofLevels) {
        boolean areAllLevels = ofLevels == all(stretch);
        boolean areAllApps = selection.wantsEveryApp() || (!stretch.hasOtherApps() && wantedOfApps == ofApps);
        return switch (query.by()) {
            case LEVEL -> areAllApps;
            case APP -> areAllLevels && !stretch.hasOtherApps();
            case NONE -> areAllApps || (areAllLevels && !stretch.hasOtherApps());
        };
    }

    /** Adds what the counters tell of a stretch that need not be read. */
    void add(Stretches stretch) {
        long ofLevels = ofLevels(stretch);
        sumApps(stretch);
        if (ofLevels == 0 || (!stretch.hasOtherApps() && wantedOfApps == 0)) {
            return;
        }
        long bucket = buckets.bucket(stretch.minNs());
        switch (query.by()) {
            case LEVEL -> {
                for (int severity = best; severity <= worst; severity++) {
                    buckets.add(bucket, severity, stretch.events(severity));
                }
            }
            case APP ->
                stretch.forEachApp((bytes, from, length, isWanted, events) -> {
                    if (isWanted) {
                        buckets.add(bucket, buckets.apps().column(bytes, from, length, buckets), events);
                    }
                });
            case NONE ->
                buckets.add(bucket, 0, ofLevels == all(stretch) && !isOfEveryApp(stretch) ? wantedOfApps : ofLevels);
        }
    }

    private boolean isOfEveryApp(Stretches stretch) {
        return selection.wantsEveryApp() || (!stretch.hasOtherApps() && wantedOfApps == ofApps);
    }

    /** Adds those of the block's events that are selected and have ids from {@code fromId} to before {@code endId}. */
    void addMatches(Block block, long fromId, long endId) {
        if (!selection.enter(block)) {
            return;
        }
        forgetColumns(block);
        block.rewind();
        while (selection.next(block)) {
            if (block.index() >= fromId && block.index() < endId) {
                long ns = query.isByTime() ? block.timeNs() : block.receivedNs();
                buckets.add(buckets.bucket(ns), column(block), 1);
            }
        }
    }

    private int column(Block block) {
        return switch (query.by()) {
            case LEVEL -> block.severity();
            case NONE -> 0;
            case APP -> appColumn(block);
        };
    }

    private int appColumn(Block block) {
        if (changes != buckets.apps().changes()) {
            forgetColumns(block);
        }
        int source = block.source();
        if (columns[source] == NOT_ASKED) {
            columns[source] =
                    buckets.apps().column(block.bytes(), block.appFrom(source), block.appLength(source), buckets);
            if (changes != buckets.apps().changes()) {
                int column = columns[source];
                forgetColumns(block);
                columns[source] = column;
            }
        }
        return columns[source];
    }

    private void forgetColumns(Block block) {
        changes = buckets.apps().changes();
        if (query.by() == CountQuery.By.APP) {
            if (columns.length < block.sourceCount()) {
                columns = new int[2 * block.sourceCount()];
            }
            Arrays.fill(columns, 0, block.sourceCount(), NOT_ASKED);
        }
    }

    private long ofLevels(Stretches stretch) {
        long sum = 0;
        for (int severity = best; severity <= worst; severity++) {
            sum += stretch.events(severity);
        }
        return sum;
    }

    private static long all(Stretches stretch) {
        long sum = 0;
        for (int severity = Severity.EMERG.code(); severity <= Severity.DEBUG.code(); severity++) {
            sum += stretch.events(severity);
        }
        return sum;
    }

    private void sumApps(Stretches stretch) {
        wantedOfApps = 0;
        ofApps = 0;
        stretch.forEachApp((bytes, from, length, isWanted, events) -> {
            ofApps += events;
            wantedOfApps += isWanted ? events : 0;
        });
    }
}
