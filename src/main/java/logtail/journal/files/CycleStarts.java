package logtail.journal.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caches the first sound block of each cycle, which never changes, so that a search opens only the one file that it
 * ends in. Any thread.
 */
public final class CycleStarts {
    /**
     * The first sound block of a file.
     *
     * @param firstIndex id of the block's first event
     * @param highWaterNs the latest time of receipt up to and including it
     */
    public record Start(int cycle, long firstIndex, long highWaterNs) {}

    private static final Logger LOG = LoggerFactory.getLogger(CycleStarts.class);
    private static final Start NOTHING_SOUND = new Start(0, Long.MAX_VALUE, Long.MAX_VALUE);

    private final CycleFiles files;
    private final ConcurrentHashMap<Integer, Start> starts = new ConcurrentHashMap<>();

    public CycleStarts(CycleFiles files) {
        this.files = files;
    }

    /** The id of the oldest event, or {@link Long#MAX_VALUE} when there is none. May read the disk. */
    public long firstIndex() {
        for (int cycle : files.cycles()) {
            @Nullable Start start = of(cycle);
            if (start != null) {
                return start.firstIndex();
            }
        }
        return Long.MAX_VALUE;
    }

    /** The first readable sound block of the cycle, or null when it has none. May read the disk. */
    @Nullable
    public Start of(int cycle) {
        @Nullable Start known = starts.get(cycle);
        if (known != null) {
            return known.equals(NOTHING_SOUND) ? null : known;
        }
        @Nullable Start read = read(cycle);
        if (read != null) {
            starts.put(cycle, read);
        } else if (cycle < files.newest()) {
            starts.put(cycle, NOTHING_SOUND); // and never will have one
        }
        return read;
    }

    /** Binary search: the position in {@code cycles} of the last one whose start {@code isBefore} accepts, or -1. */
    public int lastBefore(int[] cycles, Predicate<Start> isBefore) {
        int low = -1;
        int high = cycles.length;
        while (low + 1 < high) {
            int middle = (low + high) >>> 1;
            int at = middle;
            @Nullable Start start = of(cycles[at]);
            while (start == null && ++at < high) { // without a sound block it has no start
                start = of(cycles[at]);
            }
            if (start != null && isBefore.test(start)) {
                low = at;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public void forget(int cycle) {
        starts.remove(cycle);
    }

    private @Nullable Start read(int cycle) {
        try (var file = files.open(cycle)) {
            for (CycleFile.Found found = file.next(); found != CycleFile.Found.END; found = file.next()) {
                if (found == CycleFile.Found.BLOCK) {
                    return new Start(
                            cycle, file.block().firstIndex(), file.block().highWaterNs());
                }
            }
            return null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) { // readers report it when they get there
            LOG.debug("at=journal.unreadable cycle={} reason={}", cycle, OwnLog.quoted(e.toString()));
            return null;
        }
    }
}
