package logtail.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** The content of one answer, compressed with gzip while it is written. Any thread. */
final class GzipChunks implements AutoCloseable {
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final GZIPOutputStream gzip = open(packed);
    private boolean isClosed;

    private static GZIPOutputStream open(ByteArrayOutputStream packed) {
        try {
            return new GZIPOutputStream(packed, 8 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
    }

    /** All of a content. */
    static byte[] whole(byte[] plain) {
        try (var chunks = new GzipChunks()) {
            chunks.put(plain, 0, plain.length);
            return chunks.end();
        }
    }

    synchronized void put(byte[] plain, int from, int length) {
        if (isClosed) {
            return;
        }
        try {
            gzip.write(plain, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
    }

    /** How much is ready to be taken. */
    synchronized int length() {
        return packed.size();
    }

    /** Takes what is ready. */
    synchronized byte[] take() {
        byte[] bytes = packed.toByteArray();
        packed.reset();
        return bytes;
    }

    /** Ends the content, and takes what is left of it. */
    synchronized byte[] end() {
        close();
        return take();
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            try {
                gzip.close();
            } catch (IOException e) {
                throw new UncheckedIOException("into memory", e);
            }
        }
    }
}
