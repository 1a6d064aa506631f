package logtail.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;

/** The rows of an export, as {@code GET /tail} writes them. */
final class ExportedRows {
    private static final int FLUSH_BYTES = 256 << 10;

    private final OutputStream target;
    private final EventFormat format = EventFormat.Kind.NDJSON.create();
    private final Output output = new Output();
    private long written;

    ExportedRows(OutputStream target) {
        this.target = target;
    }

    /** The current event of the block. */
    void event(Block block) {
        format.event(block, 0, output);
    }

    void gap(Gap gap) {
        format.gap(gap, output);
    }

    /** Whether it is time to flush. */
    boolean isFull() {
        return output.length() >= FLUSH_BYTES;
    }

    /** @throws UncheckedIOException when the target takes no more */
    void flush() {
        try {
            target.write(output.bytes(), 0, output.length());
            written += output.length();
            output.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How much was flushed. */
    long writtenBytes() {
        return written;
    }
}
