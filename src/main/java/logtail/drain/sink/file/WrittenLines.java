package logtail.drain.sink.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Optional;

/**
 * The NDJSON lines that files hold already, read forward beside events that may be among them. Ids alone would not do: a
 * new journal gives the same ids to other events. One thread.
 */
final class WrittenLines implements AutoCloseable {
    /** Stands for a line without an id. */
    static final long NO_ID = -1;

    /** How a line that tells an id begins. */
    static final byte[] BEGINNING = "{\"id\":\"".getBytes(US_ASCII);

    private static final int MAX_DIGITS = 18;

    private final InputStream in;
    private byte[] buffer = new byte[64 << 10];
    private int lineFrom;
    private int lineEnd; // behind its line end
    private int filled;

    private WrittenLines(InputStream in) {
        this.in = in;
    }

    /**
     * Those of a file and the full ones beside it, from about the one with this id on.
     *
     * @throws IOException when they cannot be read
     */
    static WrittenLines from(long id, Path path, Rotation full) throws IOException {
        Deque<InputStream> oldestFirst = new ArrayDeque<>();
        Optional<InputStream> file = Optional.of(Files.newInputStream(path));
        for (int number = 1; file.isPresent(); number++) {
            oldestFirst.addFirst(file.get());
            file = firstId(path, number - 1, full) <= id ? Optional.empty() : full.read(number);
        }
        return new WrittenLines(new SequenceInputStream(Collections.enumeration(oldestFirst)));
    }

    /** The id of the first line of a file that tells one; of one without such lines more than any. */
    private static long firstId(Path path, int number, Rotation full) throws IOException {
        InputStream in =
                number == 0 ? Files.newInputStream(path) : full.read(number).orElseThrow();
        try (var lines = new WrittenLines(in)) {
            while (lines.next()) {
                if (lines.id() != NO_ID) {
                    return lines.id();
                }
            }
            return Long.MAX_VALUE;
        }
    }

    /** The id of the last line of a full file that tells one, or {@link #NO_ID}. */
    static long lastId(Rotation full, int number) throws IOException {
        Optional<InputStream> file = full.read(number);
        if (file.isEmpty()) {
            return NO_ID;
        }
        long last = NO_ID;
        try (var lines = new WrittenLines(file.get())) {
            while (lines.next()) {
                last = lines.id() == NO_ID ? last : lines.id();
            }
        }
        return last;
    }

    /** Whether exactly this line is there; asked for ids that only grow. */
    boolean has(long id, byte[] bytes, int from, int to) throws IOException {
        while (lineFrom == lineEnd || id() < id) {
            if (!next()) {
                return false;
            }
        }
        return id() == id && Arrays.equals(buffer, lineFrom, lineEnd, bytes, from, to);
    }

    private long id() {
        return id(buffer, lineFrom, lineEnd);
    }

    /** The id that a line tells, or {@link #NO_ID}. */
    static long id(byte[] bytes, int from, int to) {
        int at = from + BEGINNING.length;
        if (to < at || !Arrays.equals(bytes, from, at, BEGINNING, 0, BEGINNING.length)) {
            return NO_ID;
        }
        long id = 0;
        int digits = at;
        for (; at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - digits < MAX_DIGITS; at++) {
            id = id * 10 + bytes[at] - '0';
        }
        return at > digits && at < to && bytes[at] == '"' ? id : NO_ID;
    }

    /** Moves to the next whole line; false when there is none. */
    private boolean next() throws IOException {
        lineFrom = lineEnd;
        int at = lineFrom;
        while (true) {
            for (; at < filled; at++) {
                if (buffer[at] == '\n') {
                    lineEnd = at + 1;
                    return true;
                }
            }
            at -= lineFrom;
            if (!fill()) {
                return false;
            }
        }
    }

    /** Reads more behind the line that is begun, which then begins at 0. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, lineFrom, buffer, 0, filled - lineFrom);
        filled -= lineFrom;
        lineFrom = 0;
        lineEnd = 0;
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        filled += Math.max(read, 0);
        return read >= 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
