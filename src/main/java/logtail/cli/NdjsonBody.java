package logtail.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a byte stream into its lines as they arrive. One thread. */
final class NdjsonBody {
    /** A message of 64 KiB with every byte escaped, and its attributes, stay far below. */
    static final int LONGEST_LINE_BYTES = 16 * 1024 * 1024;

    private static final int START_BYTES = 64 * 1024;

    /** Takes the lines; the bytes are only lent. */
    interface Handler {
        /** A line in {@code bytes[from, from + length)}, without its end. */
        void line(byte[] bytes, int from, int length);

        /** Nothing more can be read without waiting. */
        void endOfBatch();
    }

    private final InputStream body;
    private byte[] buffer = new byte[START_BYTES];
    private int start;
    private int end;

    NdjsonBody(InputStream body) {
        this.body = body;
    }

    /** Hands on every line until the stream ends; throws when it ends inside a line. */
    void forEach(Handler handler) throws IOException {
        try {
            while (fill()) {
                cut(handler);
                if (body.available() == 0) {
                    handler.endOfBatch();
                }
            }
        } catch (IOException e) {
            handler.endOfBatch(); // what came before it broke is shown
            throw e;
        }
        handler.endOfBatch();
        if (start < end) {
            throw new EOFException("the stream ended inside a line");
        }
    }

    private void cut(Handler handler) {
        for (int i = start; i < end; i++) {
            if (buffer[i] == '\n') {
                if (i > start) {
                    handler.line(buffer, start, i - start);
                }
                start = i + 1;
            }
        }
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
