package logtail.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a byte stream into its lines as they arrive. One thread. */
public final class NdjsonBody {
    /** A message of 64 KiB with every byte escaped, and its attributes, stay far below. */
    static final int LONGEST_LINE_BYTES = 16 * 1024 * 1024;

    private static final int START_BYTES = 64 * 1024;

    /** Takes the lines; the bytes are only lent. */
    public interface Handler {
        /** A line in {@code bytes[from, from + length)}, without its end; false when no more are wanted. */
        boolean line(byte[] bytes, int from, int length);

        /** Nothing more can be read without waiting; false when no more is wanted. */
        boolean endOfBatch();

        /** The stream ended inside a line, of which this came. */
        default void unfinished(byte[] bytes, int from, int length) throws EOFException {
            throw new EOFException("the stream ended inside a line");
        }
    }

    private final InputStream body;
    private byte[] buffer = new byte[START_BYTES];
    private int start;
    private int end;

    public NdjsonBody(InputStream body) {
        this.body = body;
    }

    /** Hands on every line until the stream ends or enough came; throws when it ends inside a line. */
    public void forEach(Handler handler) throws IOException {
        try {
            while (fill()) {
                if (!cut(handler)) {
                    handler.endOfBatch();
                    return;
                }
                if (body.available() == 0 && !handler.endOfBatch()) {
                    return;
                }
            }
        } catch (IOException e) {
            handler.endOfBatch(); // what came before it broke is shown
            throw e;
        }
        handler.endOfBatch();
        if (start < end) {
            handler.unfinished(buffer, start, end - start);
        }
    }

    private boolean cut(Handler handler) {
        for (int i = start; i < end; i++) {
            if (buffer[i] == '\n') {
                int from = start;
                start = i + 1;
                if (i > from && !handler.line(buffer, from, i - from)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        } else if (end == buffer.length) {
            if (end >= LONGEST_LINE_BYTES) {
                throw new IOException("a line is longer than " + LONGEST_LINE_BYTES + " bytes");
            }
            buffer = Arrays.copyOf(buffer, Math.min(end * 2, LONGEST_LINE_BYTES));
        }
        int count = body.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count >= 0;
    }
}
