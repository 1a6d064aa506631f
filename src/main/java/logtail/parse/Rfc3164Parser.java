package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;
import logtail.event.Severity;

/**
 * Parses a BSD syslog message after its PRI: {@code TIMESTAMP SP HOSTNAME SP TAG[PID]: CONTENT} of RFC 3164 section 4.1
 * and its common variations. Any part may be missing; a host is recognized only after a time. {@code docs/syslog.md}
 * lists the choices. Read {@link HeaderTime} for the time, {@link DeviceHead} for what routers put before it, and
 * {@link Rfc3164Tag} for what follows the host.
 */
final class Rfc3164Parser {
    private static final byte[] FORWARDED = "Message forwarded from ".getBytes(US_ASCII);
    private static final int MAX_HOST_BYTES = 255;
    private static final int NO_HOST = -1;

    private final HeaderTime time;
    private final DeviceHead device;

    Rfc3164Parser(HeaderTime time) {
        this.time = time;
        device = new DeviceHead(time);
    }

    /** Fills {@code line}; false when there is neither PRI nor time, so nothing shows that this is syslog. */
    boolean parse(byte[] bytes, int from, int to, boolean hasPri, long nowNs, Line line) {
        int at = Words.skipSpaces(bytes, from, to);
        boolean isMarked = at < to && (bytes[at] == '*' || bytes[at] == '.');
        int text = isMarked ? HeaderTime.NONE : time.read(bytes, at, to, hasPri, nowNs);
        if (text != HeaderTime.NONE) {
            line.timeNs = time.timeNs();
            readBehindTime(bytes, text, to, false, nowNs, line);
            return true;
        }
        text = hasPri || isMarked ? device.read(bytes, at, to, nowNs, line) : DeviceHead.NONE;
        if (text == DeviceHead.NONE && !hasPri) {
            return false;
        }
        if (text != DeviceHead.NONE) {
            readBehindTime(bytes, text, to, true, nowNs, line);
        } else {
            Rfc3164Tag.read(bytes, device.readSequence(bytes, at, to, line), to, false, line);
        }
        return true;
    }

    private void readBehindTime(byte[] bytes, int from, int to, boolean isRouter, long nowNs, Line line) {
        int at = Rfc3164Tag.skipLevelMark(bytes, from, to);
        boolean mayHaveHost = isRouter
                ? line.host.isEmpty() && Mnemonic.isAt(bytes, nextWord(bytes, at, to), to)
                : !isDate(bytes, at, to, nowNs);
        if (mayHaveHost) {
            at = readHost(bytes, at, to, line);
        }
        at = skipColonBeforeMnemonic(bytes, at, to);
        if (!isRouter && mayBeHead(bytes, at, to)) {
            at = readSecondHead(bytes, at, to, nowNs, line);
        }
        if (!isRouter && isDate(bytes, at, to, nowNs)) {
            line.message.set(bytes, at, to - at);
        } else {
            Rfc3164Tag.read(bytes, at, to, !isRouter, line);
        }
    }

    /** Reads the head of a router behind that of a relay: {@code 87117903: 87117909: Nov  5 14:01:19.115: %FMANFP-6-…}. */
    private int readSecondHead(byte[] bytes, int from, int to, long nowNs, Line line) {
        long timeNs = line.timeNs;
        int text = device.read(bytes, from, to, nowNs, line);
        boolean isHead = text != DeviceHead.NONE && (device.isDevice() || Mnemonic.isAt(bytes, text, to));
        if (!isHead) {
            line.timeNs = timeNs;
            line.attributes.clear();
            return from;
        }
        return text;
    }

    /** Whether a sequence number, a node or a date may stand here; tells most tags apart by a look. */
    private static boolean mayBeHead(byte[] bytes, int at, int to) {
        if (to - at < 3) {
            return false;
        }
        boolean isMark = Digits.isDigit(bytes[at]) || bytes[at] == '*' || bytes[at] == ':';
        boolean mayBeNode = bytes[at + 1] == '/' || bytes[at + 2] == '/';
        return isMark || mayBeNode || mayBeDate(bytes, at, to);
    }

    private static boolean mayBeDate(byte[] bytes, int at, int to) {
        if (to - at < 12) {
            return false;
        }
        byte first = bytes[at];
        if (Digits.isDigit(first)) {
            int end = at + 1;
            while (end < at + 9 && Digits.isDigit(bytes[end])) {
                end++;
            }
            int digits = end - at;
            byte b = bytes[end];
            return digits == 8 ? b == 'T' : (digits == 4 || digits <= 2) && (b == '-' || b == '/' || b == ' ');
        }
        return (first < 0 || (first >= 'A' && first <= 'Z')) && isWordBeforeDay(bytes, at, to);
    }

    /** Whether one word of letters, or two, stands before a number, as {@code Sun Nov } do. */
    private static boolean isWordBeforeDay(byte[] bytes, int from, int to) {
        int at = from;
        for (int word = 0; word < 2; word++) {
            int end = CalendarWords.wordEnd(bytes, at, to);
            end += end < to && (bytes[end] == ',' || bytes[end] == '.') ? 1 : 0;
            at = Words.skipSpaces(bytes, end, to);
            if (at == end || at == to) {
                return false;
            }
            if (Digits.isDigit(bytes[at])) {
                return true;
            }
        }
        return false;
    }

    /** Whether another time stands here. */
    private boolean isDate(byte[] bytes, int at, int to, long nowNs) {
        return mayBeDate(bytes, at, to) && time.read(bytes, at, to, true, nowNs) != HeaderTime.NONE;
    }

    /** Skips {@code : } between the host and the mnemonic of a firewall. */
    private static int skipColonBeforeMnemonic(byte[] bytes, int from, int to) {
        int colon = Words.skipSpaces(bytes, from, to);
        if (!Words.isColon(bytes, colon, to)) {
            return from;
        }
        int at = Words.skipSpaces(bytes, colon + 1, to);
        return Mnemonic.isAt(bytes, at, to) ? at : from;
    }

    private static int nextWord(byte[] bytes, int from, int to) {
        int at = Words.skipSpaces(bytes, Words.end(bytes, from, to), to);
        return Words.isColon(bytes, at, to) ? Words.skipSpaces(bytes, at + 1, to) : at;
    }

    /** Returns where the tag begins: {@code from} when the first word is no host. */
    private static int readHost(byte[] bytes, int from, int to, Line line) {
        boolean isForwarded = Words.startsWith(bytes, from, to, FORWARDED); // AIX
        int host = isForwarded ? from + FORWARDED.length : from;
        int wordEnd = Words.end(bytes, host, to);
        int end = isForwarded && wordEnd > host && bytes[wordEnd - 1] == ':' ? wordEnd - 1 : wordEnd;
        end = end == host || Rfc3164Tag.isRepeated(bytes, from, to) ? NO_HOST : hostEnd(bytes, host, end);
        if (end == NO_HOST) {
            return from;
        }
        line.host.set(bytes, host, end - host);
        return Rfc3164Tag.skipLevelMark(bytes, Math.min(to, wordEnd + 1), to);
    }

    /**
     * Where the host ends that the word {@code bytes[from, to)} is. A word that could be a tag is none: one with a bracket, a leading
     * percent sign, or a colon outside of an IPv6 address; nor is one of a pair, a list or a level. The colon behind an address is
     * not part of it.
     */
    private static int hostEnd(byte[] bytes, int from, int to) {
        if (to - from > MAX_HOST_BYTES || bytes[from] == '%' || Rfc3164Tag.beginsText(bytes[from])) {
            return NO_HOST;
        }
        int colons = 0;
        int dots = 0;
        boolean isHex = true;
        boolean isDecimal = true;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '%' && colons > 1 && isHex) {
                int end = bytes[to - 1] == ':' ? to - 1 : to;
                return isScope(bytes, at + 1, end) ? end : NO_HOST;
            }
            if (isNoHost(b)) {
                return NO_HOST;
            }
            boolean isDigit = Digits.isDigit(b);
            colons += b == ':' ? 1 : 0;
            dots += b == '.' ? 1 : 0;
            isDecimal &= isDigit || b == ':' || b == '.';
            isHex &= isDigit || b == ':' || b == '.' || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
        }
        if (colons == 0) {
            return isLevel(bytes, from, to) ? NO_HOST : to;
        }
        boolean endsInColon = bytes[to - 1] == ':' && (to - from < 2 || bytes[to - 2] != ':');
        boolean isAddress = (colons == 1 && dots == 3 && isDecimal && endsInColon) || (colons > 2 && isHex && endsInColon);
        if (isAddress) {
            return to - 1;
        }
        return colons > 1 && isHex && !endsInColon ? to : NO_HOST;
    }

    private static boolean isNoHost(byte b) {
        return b == '[' || b == ',' || b == '=' || b == '(' || b == '"' || b == '|' || (b >= 0 && b < ' ');
    }

    private static boolean isScope(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (isNoHost(bytes[at]) || bytes[at] == ':') {
                return false;
            }
        }
        return from < to;
    }

    private static boolean isLevel(byte[] bytes, int from, int to) {
        return to - from <= Rfc3164Tag.MAX_LEVEL_BYTES && Severity.codeOf(bytes, from, to) != Severity.NONE;
    }
}
