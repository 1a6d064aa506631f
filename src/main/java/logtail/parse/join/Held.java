package logtail.parse.join;

import java.util.Arrays;
import logtail.event.Line;
import logtail.event.Slice;

/**
 * An event that is held back, as more lines may belong to it: its names and its message so far in an array of its own, names first.
 * Reused.
 */
final class Held {
    private static final int LEAST_BYTES = 512;
    private static final int OBJECTS_BYTES = 512; // the rest of its memory, about

    private final Line line = new Line(); // all but its slices
    private byte[] bytes = new byte[LEAST_BYTES];
    private int process;
    private int host;
    private int msgId;
    private int token;
    private int message;
    private int end;

    Object sender = Held.class; // whatever the caller tells senders apart by
    long state; // of the rules
    long lastNs; // when its last line came
    int empty; // empty lines since then that are part of it already
    boolean isUnfinished; // the next line goes on in its middle

    void begin(Line first, long nowNs) {
        line.set(first);
        process = first.app.length();
        host = process + first.process.length();
        msgId = host + first.host.length();
        token = msgId + first.msgId.length();
        message = token + first.token.length();
        end = message;
        reserve(first.message.length());
        put(first.app, 0);
        put(first.process, process);
        put(first.host, host);
        put(first.msgId, msgId);
        put(first.token, token);
        add(first.message);
        if (line.heldSinceNs == Line.NO_TIME) {
            line.heldSinceNs = nowNs;
        }
        lastNs = nowNs;
        empty = 0;
        isUnfinished = first.isUnfinished;
    }

    /** Appends the message of {@code next}, behind {@code feeds} line feeds. */
    void append(Line next, int feeds, long nowNs) {
        reserve(feeds + next.message.length());
        Arrays.fill(bytes, end, end + feeds, (byte) '\n');
        end += feeds;
        add(next.message);
        line.lines += next.lines;
        line.wireBytes += next.wireBytes;
        line.flags |= next.flags & Line.TRUNCATED;
        line.codes = line.codes == next.codes ? line.codes : Line.MAY_HAVE_CODES;
        if (line.severity < 0) {
            line.severity = next.severity;
        }
        lastNs = nowNs;
        empty = 0;
        isUnfinished = next.isUnfinished;
    }

    /** An empty line that came as a message of its own. */
    void appendEmpty(Line next, long nowNs) {
        int before = empty;
        append(next, 1, nowNs);
        empty = before + 1;
    }

    /** Makes the next event, which goes on with this one, the same but for its message. */
    void continueIn(Line next) {
        next.app.set(bytes, 0, process);
        next.process.set(bytes, process, host - process);
        next.host.set(bytes, host, msgId - host);
        next.msgId.set(bytes, msgId, token - msgId);
        next.token.set(bytes, token, message - token);
        next.timeNs = line.timeNs;
        next.textTimeNs = line.textTimeNs;
        next.severity = line.severity;
        next.facility = line.facility;
        next.flags |= Line.CONTINUED;
        next.heldSinceNs = line.heldSinceNs;
    }

    /** Fills {@code into}, which refers to these bytes. */
    void give(Line into) {
        into.set(line);
        into.app.set(bytes, 0, process);
        into.process.set(bytes, process, host - process);
        into.host.set(bytes, host, msgId - host);
        into.msgId.set(bytes, msgId, token - msgId);
        into.token.set(bytes, token, message - token);
        into.message.set(bytes, message, end - message);
    }

    boolean isOf(Line other) {
        return Arrays.equals(bytes, 0, process, other.app.bytes(), other.app.from(), other.app.to())
                && Arrays.equals(bytes, process, host, other.process.bytes(), other.process.from(), other.process.to())
                && Arrays.equals(bytes, host, msgId, other.host.bytes(), other.host.from(), other.host.to())
                && line.stream == other.stream;
    }

    /** Whether {@code other} shows no other token, so that both count as sent by the same. */
    boolean hasTokenOf(Line other) {
        Slice shown = other.token;
        return shown.isEmpty() || Arrays.equals(bytes, token, message, shown.bytes(), shown.from(), shown.to());
    }

    int messageBytes() {
        return end - message;
    }

    int lines() {
        return line.lines;
    }

    int memoryBytes() {
        return bytes.length + OBJECTS_BYTES;
    }

    /** The capacity of its array, in bytes. */
    int capacity() {
        return bytes.length;
    }

    private void add(Slice text) {
        put(text, end);
        end += text.length();
    }

    private void put(Slice text, int at) {
        System.arraycopy(text.bytes(), text.from(), bytes, at, text.length());
    }

    private void reserve(int more) {
        if (end + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end + more, 2 * bytes.length));
        }
    }
}
