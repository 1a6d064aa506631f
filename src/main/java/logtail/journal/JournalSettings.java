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
 */
public record JournalSettings(Path directory, int blockSizeBytes) {
    /**
     * 16 MiB: blocks of up to 4 MiB. Against 64 MiB the readers together hold a quarter of the address space, and appends
     * are as fast; with 4 MiB, mapping the next stretch took a third of the writer's time.
     */
    public static final int DEFAULT_BLOCK_SIZE_BYTES = 16 << 20;

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
        return in(env.path("LOGTAIL_DATA", Path.of("data")));
    }

    /** All defaults, in this directory. */
    public static JournalSettings in(Path directory) {
        return new JournalSettings(directory, DEFAULT_BLOCK_SIZE_BYTES);
    }

    /** The largest block that one {@link Journal#append} takes. */
    public int maxBlockBytes() {
        return blockSizeBytes / 4 - 64;
    }
}
