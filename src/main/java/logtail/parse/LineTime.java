package logtail.parse;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import logtail.event.Line;
import logtail.event.Severity;

/**
 * Finds the time that a line of text states for itself, where loggers put it, and nowhere else, because a time further
 * in may be what the line is about:
 *
 * <ul>
 *   <li>in a line that begins as logfmt, behind {@code time=}, {@code ts=}, {@code t=} or {@code timestamp=};
 *   <li>at the very start, also in brackets or quotes;
 *   <li>behind a level at the start ({@code INFO 2026-…}, {@code [ERROR] 2026-…}, {@code E, [2026-…});
 *   <li>in the places of an access log, uWSGI, glog, Redis, VDSM, MySQL's slow log, TAI64N labels.
 * </ul>
 *
 * Times before 1990 or more than a year ahead are not believed. One thread; allocates nothing.
 */
final class LineTime {
    /** The result of {@link #find} when the line states no time, or its level before it. */
    static final int NONE = -1;

    private static final long EARLIEST_NS = 631_152_000_000_000_000L; // 1990
    private static final long AHEAD_NS = 366L * 86_400 * 1_000_000_000L;
    private static final int SEARCHED_BYTES = 256;
    private static final int LONGEST_LEVEL = 13;
    private static final byte[][] KEYS = {ascii("time"), ascii("ts"), ascii("t"), ascii("timestamp")};
    private static final byte[] MYSQL = ascii("# Time: ");
    private static final byte[] UWSGI = ascii("[pid: ");

    private final WrittenTime written;
    private long timeNs;

    /** @param zone the zone of times without one */
    LineTime(ZoneId zone) {
        written = new WrittenTime(new LocalZone(zone), false);
    }

    /**
     * Looks for the time of the line {@code bytes[from, to)}.
     *
     * @return where it ends, when no level stands before it; {@link #NONE} otherwise
     */
    int find(byte[] bytes, int from, int to, long nowNs) {
        timeNs = Line.NO_TIME;
        byte first = bytes[from];
        int end = NONE;
        if (Digits.isDigit(first)) {
            end = ofDigits(bytes, from, to, nowNs);
        } else if (Words.isLetter(first)) {
            end = ofWord(bytes, from, to, nowNs);
        } else if (first == '[' || first == '(' || first == '"' || first == '<') {
            end = ofBrackets(bytes, from, to, nowNs);
        } else if (first == '@') {
            end = isTaken(Tai64n.toNanos(bytes, from, to), nowNs) ? from + Tai64n.LENGTH : NONE;
        } else if (Words.startsWith(bytes, from, to, MYSQL)) {
            end = read(bytes, from + MYSQL.length, to, nowNs);
        }
        if (end == NONE && timeNs == Line.NO_TIME) {
            return ofAccessLog(bytes, from, to, nowNs);
        }
        return end;
    }

    /** The time found last in nanoseconds since the Unix epoch, or {@link Line#NO_TIME}. */
    long timeNs() {
        return timeNs;
    }

    /** The time that {@code bytes[from, to)} states in full and that nothing but a comment follows, or {@link Line#NO_TIME}. */
    long valueOf(byte[] bytes, int from, int to) {
        int end = written.read(bytes, from, to, 0);
        boolean isWhole = end == to || (end != WrittenTime.NONE && (bytes[end] == ' ' || bytes[end] == '['));
        return isWhole && written.hasYear() ? written.timeNs() : Line.NO_TIME;
    }

    private int ofDigits(byte[] bytes, int from, int to, long nowNs) {
        int digits = 1;
        while (digits < 11 && from + digits < to && Digits.isDigit(bytes[from + digits])) {
            digits++;
        }
        int at = from + digits;
        if (to - at < 4) {
            return NONE;
        }
        byte mark = bytes[at];
        if (mark == '.') {
            boolean isDate = (digits == 2 && bytes[at + 3] == '.') || digits == 4; // else an address
            return isDate ? read(bytes, from, to, nowNs) : digits == 10 ? ofSeconds(bytes, from, to, nowNs) : NONE;
        }
        if (mark == ':') {
            boolean isRedis = digits < 8 && Words.isLetter(bytes[at + 1]) && bytes[at + 2] == ' ';
            return isRedis ? read(bytes, at + 3, to, nowNs) : NONE;
        }
        return read(bytes, from, to, nowNs);
    }

    /** Reads {@code 1700000000.123}, as Squid and tcpdump write it; without a fraction it may be any number. */
    private int ofSeconds(byte[] bytes, int from, int to, long nowNs) {
        int end = from + 11;
        while (end < to && Digits.isDigit(bytes[end])) {
            end++;
        }
        boolean isTime = end - from >= 14
                && (end == to || bytes[end] == ' ' || bytes[end] == ')' || bytes[end] == ']' || bytes[end] == '\t')
                && isTaken(EpochNumber.toNanos(bytes, from, end), nowNs);
        return isTime ? end : NONE;
    }

    private int ofWord(byte[] bytes, int from, int to, long nowNs) {
        int limit = Math.min(to, from + LONGEST_LEVEL + 1);
        int end = from + 1;
        while (end < limit && Words.isLetter(bytes[end])) {
            end++;
        }
        if (end == to) {
            return NONE;
        }
        if (end == from + 1 && Digits.isDigit(bytes[end])) {
            if (isKlog(bytes, from, to)) {
                taken(written.readGlog(bytes, end, to, nowNs), nowNs);
            }
            return NONE;
        }
        if (bytes[end] == '=' || bytes[end] == '_' || bytes[end] == '.') {
            ofLogfmt(bytes, from, to, nowNs);
            return NONE;
        }
        if (end == from + 3 && (bytes[end] == ' ' || bytes[end] == ',')) {
            int time = read(bytes, from, to, nowNs);
            if (time != NONE) {
                return time;
            }
        }
        if (Severity.codeOf(bytes, from, end) != Severity.NONE) {
            readBehindLevel(bytes, end, to, nowNs);
        } else {
            ofVdsm(bytes, end, to, nowNs);
        }
        return NONE;
    }

    /** Whether the line has the head of glog and klog: {@code E1129 18:00:00.123456}, or with a year. */
    static boolean isKlog(byte[] bytes, int from, int to) {
        int blank = to - from > 13 && bytes[from + 5] == ' ' ? from + 5 : from + 9;
        if (to - blank < 9 || "IWEFD".indexOf(bytes[from]) < 0 || bytes[blank] != ' ') {
            return false;
        }
        for (int at = from + 1; at < blank; at++) {
            if (!Digits.isDigit(bytes[at])) {
                return false;
            }
        }
        return bytes[blank + 3] == ':' && bytes[blank + 6] == ':' && Digits.two(bytes, blank + 7) >= 0;
    }

    /** Tries what stands behind a level at the start, perhaps behind the name of a thread in brackets too. */
    private void readBehindLevel(byte[] bytes, int levelEnd, int to, long nowNs) {
        int at = separated(bytes, levelEnd, to);
        int end = at > levelEnd ? read(bytes, at, to, nowNs) : NONE;
        if (end == NONE && at > levelEnd && bytes[at - 1] == '[') {
            int close = ByteScan.indexOf(bytes, at, Math.min(to, at + 64), (byte) ']');
            int behind = close < 0 ? to : separated(bytes, close, to);
            if (behind < to) {
                read(bytes, behind, to, nowNs);
            }
        }
    }

    private static int separated(byte[] bytes, int from, int to) {
        int at = from;
        int limit = Math.min(to, from + 8);
        while (at < limit && " \t:,|])-[(".indexOf(bytes[at]) >= 0) {
            at++;
        }
        return at;
    }

    private int ofBrackets(byte[] bytes, int from, int to, long nowNs) {
        int at = from + 1;
        int end = at < to ? read(bytes, at, to, nowNs) : NONE;
        if (end != NONE) {
            return end < to && (bytes[end] == ']' || bytes[end] == ')' || bytes[end] == '"' || bytes[end] == '>')
                    ? end + 1
                    : end;
        }
        if (at < to && bytes[from] == '(' && Digits.isDigit(bytes[at])) {
            return ofDigits(bytes, at, to, nowNs);
        }
        if (Words.startsWith(bytes, from, to, UWSGI)) {
            int limit = Math.min(to, from + SEARCHED_BYTES);
            int open = ByteScan.indexOf(bytes, at, limit, (byte) '[');
            while (open >= 0 && open + 1 < limit && read(bytes, open + 1, to, nowNs) == NONE) {
                open = ByteScan.indexOf(bytes, open + 1, limit, (byte) '[');
            }
            return NONE;
        }
        int word = at;
        int limit = Math.min(to, at + LONGEST_LEVEL + 1);
        while (word < limit && Words.isLetter(bytes[word])) {
            word++;
        }
        if (word > at && word < to && Severity.codeOf(bytes, at, word) != Severity.NONE) {
            readBehindLevel(bytes, word, to, nowNs);
        }
        return NONE;
    }

    /** Reads {@code Thread-1::INFO::2026-11-29 18:00:00,123::}. */
    private void ofVdsm(byte[] bytes, int from, int to, long nowNs) {
        int limit = Math.min(to, from + 64);
        int at = from;
        while (at < limit && bytes[at] != ' ' && bytes[at] != ':') {
            at++;
        }
        if (at + 2 >= limit || bytes[at] != ':' || bytes[at + 1] != ':') {
            return;
        }
        int level = at + 2;
        int end = level;
        while (end < limit && Words.isLetter(bytes[end])) {
            end++;
        }
        boolean isLevel = end + 2 < to && bytes[end] == ':' && Severity.codeOf(bytes, level, end) != Severity.NONE;
        if (isLevel) {
            read(bytes, end + 2, to, nowNs);
        }
    }

    private void ofLogfmt(byte[] bytes, int from, int to, long nowNs) {
        int limit = Math.min(to, from + SEARCHED_BYTES);
        int at = ByteScan.indexOf(bytes, from, limit, (byte) '=');
        while (at >= 0) {
            if (at + 1 < to && isTimeKey(bytes, from, at)) {
                int value = bytes[at + 1] == '"' || bytes[at + 1] == '\'' ? at + 2 : at + 1;
                int end = EpochNumber.end(bytes, value, to);
                if (read(bytes, value, to, nowNs) != NONE
                        || (end > value && isTaken(EpochNumber.toNanos(bytes, value, end), nowNs))) {
                    return;
                }
            }
            at = ByteScan.indexOf(bytes, at + 1, limit, (byte) '=');
        }
    }

    private static boolean isTimeKey(byte[] bytes, int from, int end) {
        byte last = bytes[end - 1];
        if (last != 'e' && last != 's' && last != 't' && last != 'p') {
            return false;
        }
        for (byte[] key : KEYS) {
            int at = end - key.length;
            if (at >= from
                    && (at == from || bytes[at - 1] == ' ' || bytes[at - 1] == '\t')
                    && Arrays.equals(bytes, at, end, key, 0, key.length)) {
                return true;
            }
        }
        return false;
    }

    /** Reads {@code [29/Nov/2026:18:00:00 +0100]}, a form that nothing but access logs has. */
    private int ofAccessLog(byte[] bytes, int from, int to, long nowNs) {
        int limit = Math.min(to, from + SEARCHED_BYTES);
        int open = ByteScan.indexOf(bytes, from, limit, (byte) '[');
        while (open >= 0 && to - open > 21) {
            if (bytes[open + 3] == '/' && bytes[open + 7] == '/' && bytes[open + 12] == ':') {
                int end = read(bytes, open + 1, to, nowNs);
                return end != NONE && end < to && bytes[end] == ']' ? end + 1 : end;
            }
            open = ByteScan.indexOf(bytes, open + 1, limit, (byte) '[');
        }
        return NONE;
    }

    private int read(byte[] bytes, int from, int to, long nowNs) {
        return taken(written.read(bytes, from, to, nowNs), nowNs);
    }

    private int taken(int end, long nowNs) {
        return end != WrittenTime.NONE && isTaken(written.timeNs(), nowNs) ? end : NONE;
    }

    private boolean isTaken(long ns, long nowNs) {
        if (ns < EARLIEST_NS || ns - AHEAD_NS > nowNs) {
            return false;
        }
        timeNs = ns;
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
