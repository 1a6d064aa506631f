package logtail.journal.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ConcurrentHashMap;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first sound block of each cycle, remembered once read: it never changes. So a search opens only the one file it ends in, and the oldest id costs no
 * disk access. Any thread.
 */
public final class CycleStarts {
    /**
     * Where a file begins.
     *
     * @param firstIndex id of the block's first event
     * @param highWaterNs latest time of receipt up to and with it
     */
    public record Start(int cycle, long firstIndex, long highWaterNs) {}

    private static final Logger LOG = LoggerFactory.getLogger(CycleStarts.class);
    private static final Start NOTHING_SOUND = new Start(0, Long.MAX_VALUE, Long.MAX_VALUE);

    private final CycleFiles files;
    private final ConcurrentHashMap<Integer, Start> starts = new ConcurrentHashMap<>();

    public CycleStarts(CycleFiles files) {
        this.files = files;
    }

    /** The id of the oldest event, or {@link Long#MAX_VALUE} when there is none. */
    public long firstIndex() {
        for (int cycle : files.cycles()) {
            @Nullable Start start = of(cycle);
            if (start != null) {
                return start.firstIndex();
            }
        }
        return Long.MAX_VALUE;
    }

    /** Where the cycle's sound blocks begin that can be read, or null when it has none (any more). */
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
            starts.put(cycle, NOTHING_SOUND); // nor will there ever be
        }
        return read;
    }

    public void forget(int cycle) {
        starts.remove(cycle);
    }

    private @Nullable Start read(int cycle) {
        try (var file = files.open(cycle)) {
            for (CycleFile.Step step = file.next(); step != CycleFile.Step.END; step = file.next()) {
                if (step == CycleFile.Step.BLOCK) {
                    return new Start(
                            cycle, file.block().firstIndex(), file.block().highWaterNs());
                }
            }
            return null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) { // told by the readers that come there
            LOG.debug("at=journal.unreadable cycle={} reason={}", cycle, OwnLog.quoted(e.toString()));
            return null;
        }
    }
}
