package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import logtail.event.Line;
import logtail.event.Names;

/**
 * Parses a BSD syslog message after its PRI: {@code TIMESTAMP SP HOSTNAME SP TAG[PID]: CONTENT} of RFC 3164 section 4.1
 * and its common variations. Any part may be missing; a host is recognized only after a time. {@code docs/syslog.md}
 * lists the choices.
 */
final class Rfc3164Parser {
    private static final byte[] FORWARDED = "Message forwarded from ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPEATED = "last message repeated ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SEQUENCE = "metasequenceId".getBytes(StandardCharsets.US_ASCII);
    private static final int SEQUENCE_SCOPE_LENGTH = 4;
    private static final int MAX_SEQUENCE_DIGITS = 18;
    private static final int MAX_HOST_BYTES = 255;
    private static final int MAX_TAG_BYTES = 128;
    private static final int MAX_PID_BYTES = 128;
    private static final int NO_TIME = -1;

    private final IsoTime isoTime;
    private final BsdTime bsdTime;

    Rfc3164Parser(IsoTime isoTime, BsdTime bsdTime) {
        this.isoTime = isoTime;
        this.bsdTime = bsdTime;
    }

    /** Fills {@code line}; false when there is neither PRI nor time, so nothing shows that this is syslog. */
    boolean parse(byte[] bytes, int from, int to, boolean hasPri, long nowNs, Line line) {
        int at = skipSpaces(bytes, from, to);
        if (hasPri) {
            at = readSequence(bytes, at, to, line);
        }
        int timeEnd = readTime(bytes, at, to, nowNs, line);
        if (timeEnd == NO_TIME) {
            readTag(bytes, at, to, false, line);
            return hasPri;
        }
        readTag(bytes, readHost(bytes, timeEnd, to, line), to, true, line);
        return true;
    }

    /** Reads the sequence number that Cisco routers put first: {@code 91: *Oct 07 03:10:04: …}. */
    private static int readSequence(byte[] bytes, int from, int to, Line line) {
        int end = from;
        int limit = Math.min(to, from + MAX_SEQUENCE_DIGITS);
        while (end < limit && Digits.isDigit(bytes[end])) {
            end++;
        }
        if (end == from || to - end < 2 || bytes[end] != ':' || bytes[end + 1] != ' ') {
            return from;
        }
        line.attributes.begin(SEQUENCE, 0, SEQUENCE_SCOPE_LENGTH, SEQUENCE_SCOPE_LENGTH, SEQUENCE.length);
        line.attributes.append(bytes, from, end);
        line.attributes.end();
        return skipSpaces(bytes, end + 1, to);
    }

    /** Returns where the text after the time begins. Cisco marks an unsynchronized clock with {@code *} or a dot. */
    private int readTime(byte[] bytes, int from, int to, long nowNs, Line line) {
        int at = from < to && (bytes[from] == '*' || bytes[from] == '.') ? from + 1 : from;
        int end = isoTime.read(bytes, at, to);
        boolean isIso = end != IsoTime.NONE;
        if (!isIso) {
            end = bsdTime.read(bytes, at, to, nowNs);
        }
        if (end != BsdTime.NONE && end < to && bytes[end] == ':') {
            end++;
        }
        if (end == BsdTime.NONE || (end < to && bytes[end] != ' ')) {
            return NO_TIME;
        }
        line.timeNs = isIso ? isoTime.timeNs() : bsdTime.timeNs();
        return skipSpaces(bytes, end, to);
    }

    /** Returns where the tag begins: {@code from} when the first word is no host. */
    private static int readHost(byte[] bytes, int from, int to, Line line) {
        int host = from;
        boolean isForwarded = startsWith(bytes, from, to, FORWARDED);
        if (isForwarded) {
            host += FORWARDED.length; // AIX
        }
        int wordEnd = ByteScan.indexOf(bytes, host, to, (byte) ' ');
        if (wordEnd < 0) {
            wordEnd = to;
        }
        int end = isForwarded && wordEnd > host && bytes[wordEnd - 1] == ':' ? wordEnd - 1 : wordEnd;
        if (end == host || startsWith(bytes, from, to, REPEATED) || !isHost(bytes, host, end)) {
            return from;
        }
        line.host.set(bytes, host, end - host);
        return Math.min(to, wordEnd + 1);
    }

    /**
     * A word that could be a tag is no host: one with a bracket, a leading percent sign, or a colon outside of an IPv6
     * address.
     */
    private static boolean isHost(byte[] bytes, int from, int to) {
        if (to - from > MAX_HOST_BYTES || bytes[from] == '%' || beginsText(bytes[from])) {
            return false;
        }
        int colons = 0;
        boolean isHex = true;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '[' || (b >= 0 && b < ' ')) {
                return false;
            }
            colons += b == ':' ? 1 : 0;
            isHex &= Digits.isDigit(b) || b == ':' || b == '.' || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
        }
        boolean endsAsTag = bytes[to - 1] == ':' && (to - from < 2 || bytes[to - 2] != ':');
        return colons == 0 || (colons > 1 && isHex && !endsAsTag);
    }

    /** Reads the tag, the process id and the text. */
    private static void readTag(byte[] bytes, int from, int to, boolean afterTime, Line line) {
        int end = tagEnd(bytes, from, to);
        int close = end > from && end < to && bytes[end] == '[' ? pidEnd(bytes, end + 1, to) : -1;
        if (close < 0 && !isTag(bytes, from, end, to, afterTime)) {
            readText(bytes, from, to, line);
            return;
        }
        line.app.set(bytes, from, end - from);
        if (close >= 0) {
            line.process.set(bytes, end + 1, close - end - 1);
            end = close + 1;
        }
        readText(bytes, end < to && bytes[end] == ':' ? end + 1 : end, to, line);
    }

    /** Skips one leading SP, which belongs to the tag. */
    private static void readText(byte[] bytes, int from, int to, Line line) {
        int text = from < to && bytes[from] == ' ' ? from + 1 : from;
        line.message.set(bytes, text, to - text);
    }

    private static int tagEnd(byte[] bytes, int from, int to) {
        if (from == to || beginsText(bytes[from]) || startsWith(bytes, from, to, REPEATED)) {
            return from;
        }
        int end = from;
        int limit = Math.min(to, from + MAX_TAG_BYTES);
        while (end < limit && isTag(bytes[end])) {
            end++;
        }
        return end;
    }

    /**
     * Whether {@code bytes[from, end)}, which no process id follows, is a tag rather than the first word of the text:
     * it ends in a colon that is not part of a clock time, or is short enough for an app name. Without a time the line
     * is less likely BSD syslog, so {@code key=value} is then text.
     */
    private static boolean isTag(byte[] bytes, int from, int end, int to, boolean afterTime) {
        if (end < to && bytes[end] == ':') {
            return afterTime
                    || end == from
                    || !Digits.isDigit(bytes[end - 1])
                    || end + 1 == to
                    || !Digits.isDigit(bytes[end + 1]);
        }
        boolean isWord = end > from && end - from <= Names.MAX_BYTES && (end == to || bytes[end] == ' ');
        return isWord && (afterTime || ByteScan.indexOf(bytes, from, end, (byte) '=') < 0);
    }

    private static int pidEnd(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + MAX_PID_BYTES);
        for (int at = from; at < limit && bytes[at] != ' '; at++) {
            if (bytes[at] == ']') {
                return at;
            }
        }
        return -1;
    }

    private static boolean isTag(byte b) {
        return (b > ' ' || b < 0) && b != ':' && b != '[';
    }

    /** Bytes that begin text and never a name: white space, JSON, a bracketed level, a quotation. */
    private static boolean beginsText(byte b) {
        return (b >= 0 && b <= ' ') || b == '[' || b == '{' || b == '"' || b == '<' || b == '(';
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] text) {
        return to - from > text.length
                && bytes[from] == text[0]
                && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
    }

    private static int skipSpaces(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at;
    }
}
