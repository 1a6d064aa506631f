package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;

/**
 * Reads what network devices put before the time, any of it in this order, and the time: {@code 29: } and {@code 000031: } sequence
 * numbers, {@code : } alone (NX-OS), {@code sw1: } the host, {@code *spamApTask0: } a task, {@code RP/0/RSP0/CPU0:} a node, and
 * {@code 1w2d: } the time since the start in place of the time. One thread.
 */
final class DeviceHead {
    /** The result of {@link #read} when there is no such head. */
    static final int NONE = -1;

    private static final byte[] META = "metasequenceIdsequenceNumbernodeuptime".getBytes(US_ASCII);
    private static final int SCOPE_END = 4;
    private static final int SEQUENCE_ID_END = 14;
    private static final int SEQUENCE_NUMBER_END = 28;
    private static final int NODE_END = 32;
    private static final int UPTIME_END = 38;
    private static final int MAX_SEQUENCE_DIGITS = 18;
    private static final int MAX_WORD_BYTES = 64;
    private static final int MAX_PARTS = 6;
    private static final int MAX_ZONE_LETTERS = 7;

    private final HeaderTime time;
    private int numbers;
    private boolean isDevice; // what was read so far is no tag
    private int hostFrom;
    private int hostTo;
    private int taskFrom;
    private int taskTo;
    private int textFrom;

    DeviceHead(HeaderTime time) {
        this.time = time;
    }

    /**
     * Reads the head at {@code from} into {@code line}.
     *
     * @param line without attributes; has none again when there is no head
     * @return where the text behind it begins, or {@link #NONE}
     */
    int read(byte[] bytes, int from, int to, long nowNs, Line line) {
        long timeNs = line.timeNs;
        int at = readParts(bytes, from, to, nowNs, line);
        if (at == NONE) {
            line.timeNs = timeNs;
            line.attributes.clear();
        }
        return at;
    }

    /** Whether the last head has anything that no other sender puts before its time. */
    boolean isDevice() {
        return isDevice;
    }

    private int readParts(byte[] bytes, int from, int to, long nowNs, Line line) {
        numbers = 0;
        isDevice = false;
        hostTo = 0;
        taskTo = 0;
        int at = from;
        for (int part = 0; part < MAX_PARTS && at < to; part++) {
            if (isEnd(bytes, at, to, nowNs, line)) {
                return finish(bytes, to, line);
            }
            int next = readPart(bytes, at, to, nowNs, line);
            if (next == NONE) {
                return NONE;
            }
            at = Words.skipSpaces(bytes, next, to);
        }
        return NONE;
    }

    /** Reads a sequence number; returns {@code from} when there is none. */
    int readSequence(byte[] bytes, int from, int to, Line line) {
        numbers = 0;
        int end = sequenceEnd(bytes, from, to);
        if (end == NONE) {
            return from;
        }
        keepNumber(bytes, from, end, line);
        return Words.skipSpaces(bytes, end + 1, to);
    }

    private int finish(byte[] bytes, int to, Line line) {
        boolean isNamed = hostTo == 0 || isDevice || Mnemonic.isAt(bytes, textFrom, to);
        if (!isNamed) {
            return NONE; // "app: Nov 29 …" is a tag and a text
        }
        if (hostTo > 0) {
            line.host.set(bytes, hostFrom, hostTo - hostFrom);
        }
        if (taskTo > 0) {
            line.app.set(bytes, taskFrom, taskTo - taskFrom);
        }
        return textFrom;
    }

    /** Whether the last part of the head is here: the time, the time since the start, or a mnemonic without either. */
    private boolean isEnd(byte[] bytes, int at, int to, long nowNs, Line line) {
        if (Mnemonic.isAt(bytes, at, to)) {
            textFrom = at;
            return true;
        }
        int end = time.read(bytes, at, to, true, nowNs);
        if (end != HeaderTime.NONE) {
            isDevice |= isMark(bytes[at]);
            if (line.timeNs == Line.NO_TIME || !time.isUnset()) {
                line.timeNs = time.timeNs();
            }
            textFrom = skipZone(bytes, end, to);
            return true;
        }
        int uptime = isMark(bytes[at]) ? at + 1 : at;
        int uptimeEnd = uptimeEnd(bytes, uptime, to);
        if (uptimeEnd != NONE) {
            isDevice = true;
            keep(bytes, uptime, uptimeEnd, NODE_END, UPTIME_END, line);
            textFrom = Words.skipSpaces(bytes, uptimeEnd + 1, to);
            return true;
        }
        return false;
    }

    /** Skips a name that somebody made up for the zone of the device, as in {@code 13:58:46.411 HERE: }. */
    private int skipZone(byte[] bytes, int from, int to) {
        if (!isDevice || time.endsInColon()) {
            return from;
        }
        int at = from;
        while (at < to && (bytes[at] | 0x20) >= 'a' && (bytes[at] | 0x20) <= 'z') {
            at++;
        }
        boolean isZone = at > from && at - from <= MAX_ZONE_LETTERS && Words.isColon(bytes, at, to);
        return isZone ? Words.skipSpaces(bytes, at + 1, to) : from;
    }

    private int readPart(byte[] bytes, int at, int to, long nowNs, Line line) {
        if (bytes[at] == ':') {
            isDevice = true;
            return at + 1;
        }
        int sequence = sequenceEnd(bytes, at, to);
        if (sequence != NONE) {
            isDevice = true;
            keepNumber(bytes, at, sequence, line);
            return sequence + 1;
        }
        int nodeEnd = nodeEnd(bytes, at, to);
        int timeAt = nodeEnd == NONE ? to : Words.skipSpaces(bytes, nodeEnd + 1, to);
        if (nodeEnd != NONE && time.read(bytes, timeAt, to, true, nowNs) != HeaderTime.NONE) {
            isDevice = true;
            keep(bytes, at, nodeEnd, SEQUENCE_NUMBER_END, NODE_END, line);
            return nodeEnd + 1;
        }
        return readWord(bytes, at, to);
    }

    private int readWord(byte[] bytes, int at, int to) {
        int end = at;
        while (end < to && end - at <= MAX_WORD_BYTES && isWordPart(bytes[end]) && !Words.isColon(bytes, end, to)) {
            end++;
        }
        boolean isColon = Words.isColon(bytes, end, to);
        boolean isBeforeNode = end < to && bytes[end] == ' ' && nodeEnd(bytes, end + 1, to) != NONE;
        if (end == at || !(isColon || isBeforeNode)) {
            return NONE;
        }
        if (bytes[at] == '*') {
            taskFrom = at + 1;
            taskTo = end;
            isDevice = true;
        } else if (hostTo == 0) {
            hostFrom = at;
            hostTo = end;
        } else {
            return NONE;
        }
        return end + 1;
    }

    /** {@code RP/0/RSP0/CPU0:} right before a time, or {@code CLC 6/0: }; not with a host before the first. */
    private static int nodeEnd(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + MAX_WORD_BYTES);
        int slashes = 0;
        int blanks = 0;
        for (int at = from; at < limit; at++) {
            byte b = bytes[at];
            slashes += b == '/' ? 1 : 0;
            blanks += b == ' ' ? 1 : 0;
            if (b == ':') {
                boolean isNode = slashes > 0 && bytes[from] != '/' && (blanks == 0 || slashes == 1);
                return isNode ? at : NONE;
            }
            if (!isWordPart(b) && (b != ' ' || blanks > 1)) {
                return NONE;
            }
        }
        return NONE;
    }

    /** Whether this stands before the time of a clock that is not synchronized. */
    private static boolean isMark(byte b) {
        return b == '*' || b == '.';
    }

    private static boolean isWordPart(byte b) {
        return b < 0 || (b > ' ' && b != '[' && b != '"' && b != '=' && b != '%' && b != ',');
    }

    private static int sequenceEnd(byte[] bytes, int from, int to) {
        int end = from;
        int limit = Math.min(to, from + MAX_SEQUENCE_DIGITS);
        while (end < limit && Digits.isDigit(bytes[end])) {
            end++;
        }
        return end > from && Words.isColon(bytes, end, to) && end + 1 < to ? end : NONE;
    }

    /** The colon behind {@code 1w2d}, {@code 3d05h}, {@code 1y12w} or {@code 00:00:54}, or {@link #NONE}. */
    private static int uptimeEnd(byte[] bytes, int from, int to) {
        int at = from;
        int units = 0;
        while (at < to && Digits.isDigit(bytes[at])) {
            at++;
            if (at < to && at - from > 0 && "ywdhms".indexOf(bytes[at]) >= 0) {
                units++;
                at++;
            }
        }
        if (units == 2 && bytes[at - 1] > '9' && Words.isColon(bytes, at, to)) {
            return at;
        }
        boolean isClock = to - from > 8
                && Digits.two(bytes, from) >= 0
                && bytes[from + 2] == ':'
                && Digits.two(bytes, from + 3) >= 0
                && bytes[from + 5] == ':'
                && Digits.two(bytes, from + 6) >= 0;
        int end = from + 8;
        while (isClock && end < to && (bytes[end] == '.' || Digits.isDigit(bytes[end]))) {
            end++;
        }
        return isClock && Words.isColon(bytes, end, to) ? end : NONE;
    }

    /** The first is the device's count of messages, the second that of {@code service sequence-numbers}. */
    private void keepNumber(byte[] bytes, int from, int to, Line line) {
        int label = numbers == 0 ? SCOPE_END : SEQUENCE_ID_END;
        keep(bytes, from, to, label, numbers == 0 ? SEQUENCE_ID_END : SEQUENCE_NUMBER_END, line);
        numbers++;
    }

    private static void keep(byte[] bytes, int from, int to, int labelFrom, int labelTo, Line line) {
        line.attributes.begin(META, 0, SCOPE_END, labelFrom, labelTo);
        line.attributes.append(bytes, from, to);
        line.attributes.end();
    }
}
