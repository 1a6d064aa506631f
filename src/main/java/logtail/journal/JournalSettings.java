package logtail.journal;

import java.nio.file.Path;
import java.time.Duration;
import logtail.runtime.Env;

/**
 * Where and how the journal is stored.
 *
 * @param directory holds the lock file and the journal's folder; created when missing ({@code LOGTAIL_DATA})
 * @param blockSizeBytes how much of a journal file is mapped at a time, a power of two from 64 KiB to 16 MiB. A file grows
 *     by so much (sparsely: only what is written takes space), and a quarter of it bounds the largest block
 * @param sync whether acknowledged blocks are made to survive a power cut ({@code LOGTAIL_SYNC})
 * @param reserveBytes the free disk space below which appends are refused ({@code LOGTAIL_DISK_RESERVE})
 * @param retainFor how long events are retained while there is room, from an hour to 100 years. Whole files are
 *     deleted, so events may stay an hour longer, and the newest file always stays ({@code LOGTAIL_RETAIN_FOR})
 * @param retainBytes the most disk space that the files may take, at least four times the block size; the oldest are
 *     deleted first ({@code LOGTAIL_RETAIN_BYTES})
 */
public record JournalSettings(
        Path directory, int blockSizeBytes, Sync sync, long reserveBytes, Duration retainFor, long retainBytes) {
    /** The failures that an acknowledged line survives. */
    public enum Sync {
        /** The death of the process, whatever the cause. */
        NONE,
        /** A power cut too: every batch is synced before it is acknowledged or shown. */
        GROUP
    }

    /**
     * 16 MiB: blocks of up to 4 MiB. Appends are as fast as with 64 MiB; with 4 MiB, mapping the next part of the file
     * took a third of the writer's time.
     */
    public static final int DEFAULT_BLOCK_SIZE_BYTES = 16 << 20;

    /** More than is written between two checks of the free space, so that others may write to the disk too. */
    public static final long DEFAULT_RESERVE_BYTES = 64 << 20;

    public static final Duration DEFAULT_RETAIN_FOR = Duration.ofDays(7);
    public static final long DEFAULT_RETAIN_BYTES = 10L << 30;

    /** No journal ever held a larger block, so a length beyond it is damage. */
    public static final int LARGEST_BLOCK_BYTES = DEFAULT_BLOCK_SIZE_BYTES / 4;

    private static final Duration MIN_RETAIN_FOR = Duration.ofHours(1);
    private static final Duration MAX_RETAIN_FOR = Duration.ofDays(36_500);
    private static final int MIN_FILES = 4;
    private static final int FILES = 16;
    private static final long MAX_CYCLE_BYTES = 1L << 30;
    private static final int MIN_BLOCK_SIZE_BYTES = 64 << 10;
    private static final int MAX_BLOCK_SIZE_BYTES = DEFAULT_BLOCK_SIZE_BYTES;

    public JournalSettings {
        if (blockSizeBytes < MIN_BLOCK_SIZE_BYTES
                || blockSizeBytes > MAX_BLOCK_SIZE_BYTES
                || Integer.bitCount(blockSizeBytes) != 1) {
            throw new IllegalArgumentException("journal block size is %d bytes, must be a power of two from %d to %d"
                    .formatted(blockSizeBytes, MIN_BLOCK_SIZE_BYTES, MAX_BLOCK_SIZE_BYTES));
        }
        if (!isRetainable(retainFor)) {
            throw new IllegalArgumentException("events are retained for %s, must be from %s to %s"
                    .formatted(retainFor, MIN_RETAIN_FOR, MAX_RETAIN_FOR));
        }
        if (retainBytes < (long) MIN_FILES * blockSizeBytes) {
            throw new IllegalArgumentException("%d bytes are retained, must be at least %d times the block size of %d"
                    .formatted(retainBytes, MIN_FILES, blockSizeBytes));
        }
    }

    public static JournalSettings from(Env env) {
        return new JournalSettings(
                env.path("LOGTAIL_DATA", Path.of("data")),
                DEFAULT_BLOCK_SIZE_BYTES,
                env.choice("LOGTAIL_SYNC", Sync.NONE),
                env.bytes("LOGTAIL_DISK_RESERVE", DEFAULT_RESERVE_BYTES, 1 << 20, 1L << 40),
                retainFor(env),
                retainBytes(env));
    }

    /** How long events are retained, in every kind of journal. */
    public static Duration retainFor(Env env) {
        return env.duration("LOGTAIL_RETAIN_FOR", DEFAULT_RETAIN_FOR, MIN_RETAIN_FOR, MAX_RETAIN_FOR);
    }

    /** How much is retained, in every kind of journal. */
    public static long retainBytes(Env env) {
        return env.bytes(
                "LOGTAIL_RETAIN_BYTES", DEFAULT_RETAIN_BYTES, (long) MIN_FILES * DEFAULT_BLOCK_SIZE_BYTES, 1L << 62);
    }

    /** The default settings for this directory. */
    public static JournalSettings in(Path directory) {
        return new JournalSettings(
                directory,
                DEFAULT_BLOCK_SIZE_BYTES,
                Sync.NONE,
                DEFAULT_RESERVE_BYTES,
                DEFAULT_RETAIN_FOR,
                DEFAULT_RETAIN_BYTES);
    }

    /**
     * The size at which a file is full: a sixteenth of what is retained, so that deleting the oldest file costs little
     * history; from one block size to 1 GiB.
     */
    public long cycleBytes() {
        return Math.clamp(retainBytes / FILES, blockSizeBytes, MAX_CYCLE_BYTES);
    }

    /** The size of the largest block that {@link Journal#append} accepts. */
    public int maxBlockBytes() {
        return blockSizeBytes / 4 - 64;
    }

    private static boolean isRetainable(Duration time) {
        return time.compareTo(MIN_RETAIN_FOR) >= 0 && time.compareTo(MAX_RETAIN_FOR) <= 0;
    }
}
