package logtail.journal;

import java.nio.file.Path;
import logtail.runtime.Env;

/**
 * Where and how the journal is kept.
 *
 * @param directory holds the lock file and the journal's own folder; made when missing ({@code LOGTAIL_DATA})
 * @param blockSizeBytes size of one mapped stretch of a journal file, a power of two from 64 KiB to 1 GiB. Each open
 *     reader maps at least one, a file grows by one (sparsely: only what is written takes space), and a quarter of it
 *     bounds the largest block
 * @param sync whether acknowledged blocks are made to survive a power cut ({@code LOGTAIL_SYNC})
 * @param reserveBytes what must stay free on the disk; appends are refused when it is not ({@code LOGTAIL_DISK_RESERVE})
 */
public record JournalSettings(Path directory, int blockSizeBytes, Sync sync, long reserveBytes) {
    /** What an acknowledged line survives. */
    public enum Sync {
        /** The death of the process, whatever kills it. */
        NONE,
        /** A power cut too: every batch is on the disk before it is acknowledged or shown. */
        GROUP
    }

    /**
     * 16 MiB: blocks of up to 4 MiB. Against 64 MiB the readers together hold a quarter of the address space, and appends
     * are as fast; with 4 MiB, mapping the next stretch took a third of the writer's time.
     */
    public static final int DEFAULT_BLOCK_SIZE_BYTES = 16 << 20;

    /** More than is written between two looks at the disk, so that others may write there too. */
    public static final long DEFAULT_RESERVE_BYTES = 64 << 20;

    private static final int MIN_BLOCK_SIZE_BYTES = 64 << 10;
    private static final int MAX_BLOCK_SIZE_BYTES = 1 << 30;

    public JournalSettings {
        if (blockSizeBytes < MIN_BLOCK_SIZE_BYTES
                || blockSizeBytes > MAX_BLOCK_SIZE_BYTES
                || Integer.bitCount(blockSizeBytes) != 1) {
            throw new IllegalArgumentException("journal block size is %d bytes, must be a power of two from %d to %d"
                    .formatted(blockSizeBytes, MIN_BLOCK_SIZE_BYTES, MAX_BLOCK_SIZE_BYTES));
        }
    }

    public static JournalSettings from(Env env) {
        return new JournalSettings(
                env.path("LOGTAIL_DATA", Path.of("data")),
                DEFAULT_BLOCK_SIZE_BYTES,
                env.choice("LOGTAIL_SYNC", Sync.NONE),
                env.bytes("LOGTAIL_DISK_RESERVE", DEFAULT_RESERVE_BYTES, 1 << 20, 1L << 40));
    }

    /** All defaults, in this directory. */
    public static JournalSettings in(Path directory) {
        return new JournalSettings(directory, DEFAULT_BLOCK_SIZE_BYTES, Sync.NONE, DEFAULT_RESERVE_BYTES);
    }

    /** The largest block that one {@link Journal#append} takes. */
    public int maxBlockBytes() {
        return blockSizeBytes / 4 - 64;
    }
}
