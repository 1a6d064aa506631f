package logtail.drain.sink.file;

import java.nio.file.Path;
import logtail.drain.sink.Destination;
import logtail.runtime.Env;

/**
 * What a drain into a file is asked to do.
 *
 * @param path of the file that is written
 * @param format how events are written
 * @param rotateBytes a file is full when the next line would make it larger than this
 * @param keep how many full files are kept beside it, at least 1
 * @param isPacking whether those are compressed
 * @param sync when the disk must have it
 */
record FileOptions(Path path, FileFormat format, long rotateBytes, int keep, boolean isPacking, Sync sync) {
    private static final long ROTATE_BYTES = 100L << 20;
    private static final long MIN_ROTATE_BYTES = 4L << 10;
    private static final long MAX_ROTATE_BYTES = 1L << 40;
    private static final int KEEP = 5;
    private static final int MAX_KEEP = 1000;

    /** When {@code fsync} is called. */
    enum Sync {
        /** After each batch, before it counts as accepted. */
        BATCH,
        /** When a file is full. */
        ROTATE,
        /** Never: the kernel writes when it likes. */
        OFF
    }

    static FileOptions from(Destination to, Env options) {
        return new FileOptions(
                DrainFile.path(to),
                options.choice("format", FileFormat.NDJSON),
                options.bytes("rotate-bytes", ROTATE_BYTES, MIN_ROTATE_BYTES, MAX_ROTATE_BYTES),
                options.integer("keep", KEEP, 1, MAX_KEEP),
                options.flag("gzip"),
                options.choice("fsync", Sync.BATCH));
    }
}
