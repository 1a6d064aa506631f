package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;

/**
 * Reads a line that logtail wrote itself (NDJSON of {@code GET /tail}, {@code journal export}, drains) back into the
 * event it was: all but its id and its time of receipt, which every journal gives anew. Strict, so that nobody's own JSON
 * is taken for it: the members must be ours, all that we always write, in our order, without white space. A report of
 * lost events ({@code {"gap":…}}) becomes a warning of the app {@code logtail} with the report as its message. One
 * thread; strings with escapes are valid until the next line.
 */
final class OwnNdjson {
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] TIME = ascii("\",\"time\":\"");
    private static final byte[] RECEIVED = ascii("\",\"received\":\"");
    private static final byte[] APP = ascii("\"app\":\"");
    private static final byte[] PROCESS = ascii(",\"process\":\"");
    private static final byte[] HOST = ascii(",\"host\":\"");
    private static final byte[] LEVEL = ascii(",\"level\":\"");
    private static final byte[] FACILITY = ascii(",\"facility\":");
    private static final byte[] MSG_ID = ascii(",\"msgid\":\"");
    private static final byte[] MESSAGE = ascii(",\"message\":\"");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":{");
    private static final byte[] FLAGS = ascii(",\"flags\":[");
    private static final byte[] LATE = ascii(",\"late\":true");
    private static final byte[] CONTEXT = ascii(",\"context\":true");
    private static final byte[] GAP = ascii("{\"gap\":{\"from\":\"");
    private static final byte[] GAP_END = ascii("\"}}");
    private static final byte[] LOGTAIL = ascii("logtail");
    private static final byte[][] FLAG_NAMES = { // in the order of their bits in Line
        ascii("truncated"), ascii("malformed"), ascii("continued"), ascii("renamed")
    };
    private static final int MAX_ID_DIGITS = 19;
    private static final int ESCAPED_BYTES = 6; // as of a control character

    private final IsoTime isoTime = new IsoTime(new LocalZone(ZoneOffset.UTC));
    private byte[] plain = {}; // what had escapes, in the places where the line has it
    private byte[] bytes = {};
    private int to;
    private int at;

    /**
     * The longest that a line may be which begins at {@code from}. One of ours may be as much longer than {@code maxBytes} as escapes
     * make a message, or an event that is within the limit would come back cut.
     */
    static int mostBytes(byte[] bytes, int from, int to, int maxBytes) {
        boolean isOwn = to - from > maxBytes
                && to - from > ID.length
                && Arrays.equals(bytes, from, from + ID.length, ID, 0, ID.length);
        return isOwn ? mostBytes(maxBytes) : maxBytes;
    }

    /** The longest line of ours, where {@code maxBytes} is the limit of others. */
    static int mostBytes(int maxBytes) {
        return (int) Math.min((long) ESCAPED_BYTES * maxBytes, Integer.MAX_VALUE);
    }

    /** A cheap test that few other lines pass: the first letters of a name. */
    static boolean mayBeginAt(byte[] bytes, int from, int to) {
        return to - from > ID.length && bytes[from + 1] == '"' && (bytes[from + 2] == 'i' || bytes[from + 2] == 'g');
    }

    /** Sets all of {@code line} from {@code bytes[from, to)}; false, with nothing set, when logtail did not write it. */
    boolean read(byte[] bytes, int from, int to, Line line) {
        this.bytes = bytes;
        this.to = to;
        at = from;
        if (isNext(ID)) {
            boolean isOwn = readEvent(line) && at == to;
            if (!isOwn) {
                line.clear();
                line.message.set(bytes, from, to - from);
            }
            return isOwn;
        }
        if (isNext(GAP) && to - at > GAP_END.length && Arrays.equals(bytes, to - GAP_END.length, to, GAP_END, 0, 3)) {
            line.app.set(LOGTAIL, 0, LOGTAIL.length);
            line.severity = Severity.WARN.code();
            return true;
        }
        return false;
    }

    private boolean readEvent(Line line) {
        int digits = at;
        while (at < to && Digits.isDigit(bytes[at])) {
            at++;
        }
        boolean isId = at > digits && at - digits <= MAX_ID_DIGITS;
        if (!isId || !isNext(TIME) || !readTime()) {
            return false;
        }
        line.timeNs = isoTime.timeNs();
        if (!isNext(RECEIVED) || !readTime() || at == to || bytes[at] != '"' || at + 1 == to || bytes[at + 1] != ',') {
            return false;
        }
        at += 2;
        line.isComplete = true;
        return readString(APP, line.app)
                && (!isAhead(PROCESS) || readString(PROCESS, line.process))
                && (!isAhead(HOST) || readString(HOST, line.host))
                && readLevel(line)
                && (!isNext(FACILITY) || readFacility(line))
                && (!isAhead(MSG_ID) || readString(MSG_ID, line.msgId))
                && readString(MESSAGE, line.message)
                && (!isNext(ATTRIBUTES) || readAttributes(line))
                && (!isNext(FLAGS) || readFlags(line))
                && readEnd();
    }

    private boolean readTime() {
        int end = isoTime.read(bytes, at, to);
        at = end == IsoTime.NONE ? at : end;
        return end != IsoTime.NONE && isoTime.hasOffset();
    }

    private boolean readLevel(Line line) {
        if (!isNext(LEVEL)) {
            return false;
        }
        int end = ByteScan.indexOf(bytes, at, Math.min(to, at + 16), (byte) '"');
        line.severity = end < 0 ? Severity.NONE : Severity.codeOf(bytes, at, end);
        at = end + 1;
        return line.severity != Severity.NONE;
    }

    private boolean readFacility(Line line) {
        int facility = 0;
        int digits = at;
        for (; at < to && at - digits < 3 && Digits.isDigit(bytes[at]); at++) {
            facility = facility * 10 + bytes[at] - '0';
        }
        line.facility = facility;
        return at > digits && facility <= 23;
    }

    private boolean readAttributes(Line line) {
        do {
            int name = at + 1;
            int nameEnd = stringEnd();
            if (nameEnd < 0 || at == to || bytes[at] != ':') {
                return false;
            }
            int nameTo = decoded(name, nameEnd);
            line.attributes.begin(array(name, nameEnd), name, name, name, nameTo);
            at++;
            int value = at + 1;
            int valueEnd = stringEnd();
            if (valueEnd < 0) {
                return false;
            }
            int valueTo = decoded(value, valueEnd);
            line.attributes.append(array(value, valueEnd), value, valueTo);
            line.attributes.end();
        } while (isNext((byte) ','));
        return isNext((byte) '}');
    }

    /** Reads the names of flags; those of later versions are passed over. */
    private boolean readFlags(Line line) {
        do {
            int name = at + 1;
            int nameEnd = stringEnd();
            if (nameEnd < 0) {
                return false;
            }
            for (int bit = 0; bit < FLAG_NAMES.length; bit++) {
                boolean isThis = Arrays.equals(bytes, name, nameEnd, FLAG_NAMES[bit], 0, FLAG_NAMES[bit].length);
                line.flags |= isThis ? 1 << bit : 0;
            }
        } while (isNext((byte) ','));
        return isNext((byte) ']');
    }

    private boolean readEnd() {
        isNext(LATE);
        isNext(CONTEXT);
        return isNext((byte) '}');
    }

    /** Reads a string whose opening quote {@code name} ends with. */
    private boolean readString(byte[] name, Slice into) {
        if (!isNext(name)) {
            return false;
        }
        int from = at--;
        int end = stringEnd();
        if (end < 0) {
            return false;
        }
        int length = decoded(from, end) - from;
        into.set(array(from, end), from, length);
        return true;
    }

    /** Moves behind the string that begins with the quote here; returns where its closing quote is, or -1. */
    private int stringEnd() {
        int end = at < to && bytes[at] == '"' ? JsonSkip.string(bytes, at, to) : JsonSkip.ILL_FORMED;
        at = end == JsonSkip.ILL_FORMED ? at : end;
        return end == JsonSkip.ILL_FORMED ? -1 : end - 1;
    }

    /** The array that holds the string in {@code bytes[from, end)} without escapes, from the same place on. */
    private byte[] array(int from, int end) {
        return ByteScan.indexOf(bytes, from, end, (byte) '\\') < 0 ? bytes : plain;
    }

    /** Removes the escapes of the string; returns where it ends then. */
    private int decoded(int from, int end) {
        if (ByteScan.indexOf(bytes, from, end, (byte) '\\') < 0) {
            return end;
        }
        if (plain.length < to) {
            plain = Arrays.copyOf(plain, Math.max(to, 2 * plain.length));
        }
        return JsonEscapes.decode(bytes, from, end, plain, from);
    }

    private boolean isAhead(byte[] text) {
        return to - at >= text.length && Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    private boolean isNext(byte[] text) {
        boolean isNext = isAhead(text);
        at += isNext ? text.length : 0;
        return isNext;
    }

    private boolean isNext(byte b) {
        boolean isNext = at < to && bytes[at] == b;
        at += isNext ? 1 : 0;
        return isNext;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
