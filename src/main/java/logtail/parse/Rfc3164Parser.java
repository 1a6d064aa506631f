package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import logtail.event.Line;

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
    private static final int MAX_ZONE_LETTERS = 5;
    private static final WordStarts REGIONS = new WordStarts(Arrays.stream(
                    "Africa America Antarctica Arctic Asia Atlantic Australia Brazil Canada Chile Etc Europe Indian Mexico Pacific US"
                            .split(" "))
            .map(region -> region.getBytes(US_ASCII))
            .toArray(byte[][]::new));

    /** What the bytes of a word may be. */
    private static final int NEVER = 1; // in a host

    private static final int COLON = 2;
    private static final int DIGIT = 4; // or dot
    private static final int HEX = 8;
    private static final int LETTER = 16;
    private static final int WORD = 32; // all that is in no address
    private static final int ADDRESS = COLON | DIGIT | HEX | LETTER;
    private static final byte[] KINDS = kinds();

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
        int at = Rfc3164Tag.skipLevelMark(bytes, skipUnknownZone(bytes, from, to), to);
        boolean mayHaveHost = isRouter
                ? line.host.isEmpty() && Mnemonic.isAt(bytes, nextWord(bytes, at, to), to)
                : !isDate(bytes, at, to, nowNs);
        if (mayHaveHost) {
            at = readHost(bytes, at, to, line);
        }
        at = skipColonBeforeMnemonic(bytes, at, to);
        if (isRouter || !mayBeHead(bytes, at, to)) {
            Rfc3164Tag.read(bytes, at, to, !isRouter, line);
            return;
        }
        at = readSecondHead(bytes, at, to, nowNs, line);
        if (isDate(bytes, at, to, nowNs)) {
            line.message.set(bytes, at, to - at);
        } else {
            Rfc3164Tag.read(bytes, at, to, true, line);
        }
    }

    /**
     * Skips a word that is the zone by its looks and its place, though we do not know it ({@code XYZ}, {@code EST5EDT}, {@code (CET)},
     * {@code Europe/Berlin}): a host and a tag follow, the tag with a process id if the word might be a host ({@code NAS}).
     */
    private static int skipUnknownZone(byte[] bytes, int from, int to) {
        boolean mayBeZone = from < to && (bytes[from] == '(' || isCapital(bytes[from]));
        int end = mayBeZone ? zoneEnd(bytes, from, to) : from;
        if (end == from) {
            return from;
        }
        int host = end + 1;
        int hostEnd = Words.end(bytes, Math.min(host, to), to);
        boolean isZone = hostEnd > host
                && hostEnd < to
                && (end - from > MAX_ZONE_LETTERS
                        || !isCapital(bytes[end - 1])
                        || Rfc3164Tag.hasProcess(bytes, hostEnd + 1, to))
                && Rfc3164Tag.isName(bytes, host, hostEnd)
                && hostEnd(bytes, host, hostEnd) == hostEnd
                && Rfc3164Tag.isTagWithEnd(bytes, hostEnd + 1, to);
        return isZone ? host : from;
    }

    /** Where the word ends that has the looks of a zone and before another word; {@code from} when it has not. */
    private static int zoneEnd(byte[] bytes, int from, int to) {
        int letters = bytes[from] == '(' ? from + 1 : from;
        int at = capitalsEnd(bytes, letters, to);
        if (at == to) {
            return from;
        }
        byte b = bytes[at];
        int end;
        boolean isZone;
        if (b == ' ') {
            end = at;
            isZone = letters == from && end - from >= 3 && end - from <= MAX_ZONE_LETTERS;
        } else if (b == ')') {
            end = at + 1;
            isZone = letters > from;
        } else if (Digits.isDigit(b)) {
            end = capitalsEnd(bytes, at + 1, to);
            isZone = end > at + 1 && end - from >= 7;
        } else if (!REGIONS.mayBeAt(bytes, from, to)) {
            return from;
        } else {
            int slash = ByteScan.indexOf(bytes, at, to, (byte) '/', (byte) ' ');
            end = slash >= 0 && bytes[slash] == '/' ? Words.end(bytes, slash, to) : from;
            isZone = end > from && !hasDigit(bytes, at, end);
        }
        return isZone && end < to && bytes[end] == ' ' ? end : from;
    }

    private static boolean hasDigit(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !Digits.isDigit(bytes[at])) {
            at++;
        }
        return at < to;
    }

    private static int capitalsEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isCapital(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isCapital(byte b) {
        return b >= 'A' && b <= 'Z';
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
        return (first < 0 || isCapital(first)) && CalendarWords.areBeforeDay(bytes, at, to);
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
        int kinds = 0;
        for (int at = from; at < to; at++) {
            kinds |= KINDS[bytes[at] & 0xFF];
        }
        if ((kinds & (NEVER | COLON)) == 0) {
            return (kinds & ~(HEX | LETTER | WORD)) == 0 && Rfc3164Tag.isLevel(bytes, from, to) ? NO_HOST : to;
        }
        return (kinds & NEVER) == 0 ? addressEnd(bytes, from, to) : NO_HOST;
    }

    /** The same for a word with colons. */
    private static int addressEnd(byte[] bytes, int from, int to) {
        int scope = ByteScan.indexOf(bytes, from, to, (byte) '%');
        int end = scope < 0 ? to : scope;
        int colons = 0;
        int dots = 0;
        int kinds = 0;
        for (int at = from; at < end; at++) {
            kinds |= KINDS[bytes[at] & 0xFF];
            colons += bytes[at] == ':' ? 1 : 0;
            dots += bytes[at] == '.' ? 1 : 0;
        }
        boolean endsInColon = bytes[to - 1] == ':' && (to - from < 2 || bytes[to - 2] != ':');
        if (scope >= 0) {
            int scopeEnd = endsInColon ? to - 1 : to;
            boolean isScope = scopeEnd > scope + 1 && ByteScan.indexOf(bytes, scope, scopeEnd, (byte) ':') < 0;
            return colons > 1 && (kinds & ~ADDRESS) == 0 && isScope ? scopeEnd : NO_HOST;
        }
        if ((kinds & ~ADDRESS) != 0) {
            return NO_HOST;
        }
        boolean isVersion4 = colons == 1 && dots == 3 && (kinds & HEX) == 0;
        if (endsInColon) {
            return isVersion4 || colons > 2 ? to - 1 : NO_HOST;
        }
        return colons > 1 ? to : NO_HOST;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int c = 0; c < kinds.length; c++) {
            boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            boolean isHex = isLetter && (c | 0x20) <= 'f';
            boolean isNever = c < ' ' || "[,=(\"|".indexOf(c) >= 0;
            kinds[c] = (byte) (isNever ? NEVER : isHex ? HEX | LETTER : isLetter ? LETTER | WORD : WORD);
        }
        for (int digit = '0'; digit <= '9'; digit++) {
            kinds[digit] = DIGIT;
        }
        kinds['.'] = DIGIT;
        kinds[':'] = COLON;
        return kinds;
    }
}
