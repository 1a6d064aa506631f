package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import logtail.event.Line;

/**
 * Reads what follows the host of a BSD syslog message: {@code TAG[PID]: CONTENT} and its variations. A number, a list, a pair and a
 * level are no tags; formats whose own head looks like one (CEF, LEEF, mnemonics of network devices) stay whole.
 */
final class Rfc3164Tag {
    private static final byte[][] LEVELS = Arrays.stream(
                    "emerg panic alert crit err error warning warn notice info debug".split(" "))
            .map(word -> word.getBytes(US_ASCII))
            .toArray(byte[][]::new);
    private static final int MAX_SKIPPED_BYTES = 9;
    private static final int MAX_FACILITY_BYTES = 16;
    private static final byte[] REPEATED = "last message repeated ".getBytes(US_ASCII);
    private static final byte[] CEF = "CEF:".getBytes(US_ASCII);
    private static final byte[] LEEF = "LEEF:".getBytes(US_ASCII);
    private static final byte[] QUOTED_DEVICE = "(\"".getBytes(US_ASCII);
    private static final byte[] DEVICE = "metadevice".getBytes(US_ASCII);
    private static final int SCOPE_END = 4;
    private static final int MAX_TAG_BYTES = 128;
    private static final int MAX_WORD_BYTES = 64; // without a colon behind it
    private static final int MAX_PID_BYTES = 128;
    private static final int MAX_MARK_BYTES = 7; // In(166)
    private static final int NONE = -1;
    private static final boolean[] TAG_PARTS = new boolean[256];

    static {
        for (int c = ' ' + 1; c < TAG_PARTS.length; c++) {
            TAG_PARTS[c] = c != ':' && c != '[';
        }
    }

    private Rfc3164Tag() {}

    /**
     * Fills app, process, message id and message.
     *
     * @param afterTime whether a time came before; without one the line is less likely BSD syslog, so only a word that a colon or a
     *     process id follows is then a tag
     */
    static void read(byte[] bytes, int from, int to, boolean afterTime, Line line) {
        if (Mnemonic.isAt(bytes, from, to)) {
            readMnemonic(bytes, from, to, line);
            return;
        }
        int at = from;
        int end = tagEnd(bytes, at, to);
        if (end == from || end == to || (bytes[end] != '[' && mayBeSkipped(bytes, from, end, to))) {
            at = skipDevice(bytes, from, to, line);
            at = skipBeforeTag(bytes, at, to, line);
            end = tagEnd(bytes, at, to);
        }
        int close = pidClose(bytes, at, end, to);
        if (isFormat(bytes, at, end, to)) {
            line.app.set(bytes, at, end - at);
            line.message.set(bytes, at, to - at);
        } else if (close >= 0 || isTag(bytes, at, end, to, afterTime)) {
            readTag(bytes, at, end, close, to, line);
            readMnemonicBehindTag(afterTime, line);
        } else {
            readText(bytes, at, to, line);
        }
    }

    private static void readTag(byte[] bytes, int from, int end, int close, int to, Line line) {
        if (end > from) {
            line.app.set(bytes, from, end - from);
        }
        int at = end;
        if (close >= 0) {
            line.process.set(bytes, end + 1, close - end - 1);
            at = close + 1;
        }
        if (at < to && bytes[at] == ':') {
            at++;
        } else if (at < to && bytes[at] == ' ' && Words.isColon(bytes, at + 1, to)) {
            at += 2;
        }
        readText(bytes, at, to, line);
    }

    private static void readMnemonic(byte[] bytes, int from, int to, Line line) {
        Mnemonic.read(bytes, from, to, line);
        line.message.set(bytes, from, to - from);
    }

    /** The word before a mnemonic is the host when there is no other and no process id says that it is a process. */
    private static void readMnemonicBehindTag(boolean afterTime, Line line) {
        byte[] bytes = line.message.bytes();
        int to = line.message.to();
        int at = skipNumber(bytes, line.message.from(), to);
        if (Mnemonic.isAt(bytes, at, to)) {
            if (afterTime && line.host.isEmpty() && line.process.isEmpty()) {
                line.host.set(line.app);
                line.app.clear();
            }
            Mnemonic.read(bytes, at, to, line);
        }
    }

    /** Skips {@code 117: }, the number that Arista counts its messages by. */
    private static int skipNumber(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Digits.isDigit(bytes[at])) {
            at++;
        }
        return at > from && Words.isColon(bytes, at, to) ? Words.skipSpaces(bytes, at + 1, to) : from;
    }

    /** Skips one leading SP, which belongs to the tag. */
    private static void readText(byte[] bytes, int from, int to, Line line) {
        int text = from < to && bytes[from] == ' ' ? from + 1 : from;
        line.message.set(bytes, text, to - text);
    }

    /**
     * Skips what access points put before the tag, and keeps it as {@code meta.device}: {@code aabbccddeeff,U7-Pro-8.6.11: },
     * {@code U7PG2,aabbccddeeff,v4.3.28: : }, {@code ("U7PG2,aabbccddeeff,v4.3.28") }.
     */
    private static int skipDevice(byte[] bytes, int from, int to, Line line) {
        boolean isQuoted = Words.startsWith(bytes, from, to, QUOTED_DEVICE);
        int device = isQuoted ? from + QUOTED_DEVICE.length : from;
        int end = device;
        boolean hasComma = false;
        int limit = Math.min(to, device + MAX_TAG_BYTES);
        while (end < limit && isTagPart(bytes[end]) && bytes[end] != '"') {
            hasComma |= bytes[end++] == ',';
        }
        boolean isEnd = isQuoted
                ? to - end > 3 && bytes[end] == '"' && bytes[end + 1] == ')' && bytes[end + 2] == ' '
                : Words.isColon(bytes, end, to);
        if (!hasComma || !isEnd) {
            return from;
        }
        int tag = Words.skipSpaces(bytes, end + (isQuoted ? 2 : 1), to);
        tag = Words.isColon(bytes, tag, to) ? Words.skipSpaces(bytes, tag + 1, to) : tag;
        if (!isTagWithEnd(bytes, tag, to)) {
            return from;
        }
        line.attributes.begin(DEVICE, 0, SCOPE_END, SCOPE_END, DEVICE.length);
        line.attributes.append(bytes, device, end);
        line.attributes.end();
        return tag;
    }

    /** Skips a level ({@code info tmm[1]:}), and a number, which becomes the message id ({@code 00077 ports:}), before a tag. */
    private static int skipBeforeTag(byte[] bytes, int from, int to, Line line) {
        int end = from;
        int limit = Math.min(to, from + MAX_FACILITY_BYTES);
        boolean isNumber = true;
        while (end < limit && isTagPart(bytes[end])) {
            isNumber &= Digits.isDigit(bytes[end++]);
        }
        if (isFacility(bytes, end, to)) { // auth|security:info sshd[1]: of AIX
            int levelEnd = Words.end(bytes, end, to);
            boolean isSelector = isLevel(bytes, end + 1, levelEnd) && isTagWithEnd(bytes, levelEnd + 1, to);
            return isSelector ? levelEnd + 1 : from;
        }
        if (end == from
                || end >= limit
                || end - from > MAX_SKIPPED_BYTES
                || bytes[end] != ' '
                || !isTagWithEnd(bytes, end + 1, to)) {
            return from;
        }
        if (isNumber) {
            line.msgId.set(bytes, from, end - from);
            return end + 1;
        }
        return isLevel(bytes, from, end) ? end + 1 : from;
    }

    /** Skips {@code In(166) } of ESXi, level and PRI once more. */
    static int skipLevelMark(byte[] bytes, int from, int to) {
        if (to - from <= MAX_MARK_BYTES + 1 || bytes[from + 2] != '(' || !isCapital(bytes[from])) {
            return from;
        }
        int close = from + 3;
        while (close < from + MAX_MARK_BYTES && Digits.isDigit(bytes[close])) {
            close++;
        }
        boolean isMark = close > from + 3 && bytes[close] == ')' && bytes[close + 1] == ' ';
        return isMark ? close + 2 : from;
    }

    static boolean isRepeated(byte[] bytes, int from, int to) {
        return Words.startsWith(bytes, from, to, REPEATED);
    }

    /** Bytes that begin text and never a name: white space, JSON, a bracketed level, a quotation. */
    static boolean beginsText(byte b) {
        return (b >= 0 && b <= ' ') || b == '[' || b == '{' || b == '"' || b == '<' || b == '(';
    }

    /** Whether a colon stands at {@code colon} that a word follows at once. */
    private static boolean isFacility(byte[] bytes, int colon, int to) {
        return colon + 1 < to && bytes[colon] == ':' && bytes[colon + 1] >= 'a' && bytes[colon + 1] <= 'z';
    }

    /** Whether the word {@code bytes[from, end)} may be one of those that stand before a tag. */
    private static boolean mayBeSkipped(byte[] bytes, int from, int end, int to) {
        return bytes[end] == ' ' || isFacility(bytes, end, to) || ByteScan.indexOf(bytes, from, end, (byte) ',') >= 0;
    }

    private static boolean isFormat(byte[] bytes, int at, int end, int to) {
        if (end == to || bytes[end] != ':' || end - at > 4) {
            return false;
        }
        int length = Words.startsWith(bytes, at, to, CEF)
                ? CEF.length
                : Words.startsWith(bytes, at, to, LEEF) ? LEEF.length : 0;
        int limit = Math.min(to, at + length + 5); // " 1.0|"
        return length > 0 && ByteScan.indexOf(bytes, at + length, limit, (byte) '|') >= 0;
    }

    private static int tagEnd(byte[] bytes, int from, int to) {
        if (from == to || beginsText(bytes[from]) || isRepeated(bytes, from, to)) {
            return from;
        }
        int end = from;
        int limit = Math.min(to, from + MAX_TAG_BYTES);
        while (end < limit && isTagPart(bytes[end])) {
            end++;
        }
        return end;
    }

    /**
     * Whether {@code bytes[from, end)}, which no process id follows, is a tag rather than the first word of the text:
     * a name that ends in a colon, or behind a time is short enough for an app.
     */
    private static boolean isTag(byte[] bytes, int from, int end, int to, boolean afterTime) {
        if (end < to && bytes[end] == ':') {
            return end == from || (isName(bytes, from, end) && (afterTime || !isClock(bytes, end, to)));
        }
        boolean isWord = end > from && end - from <= MAX_WORD_BYTES && (end == to || bytes[end] == ' ');
        return isWord
                && afterTime
                && isName(bytes, from, end)
                && ByteScan.indexOf(bytes, from, end, (byte) '=') < 0
                && !isLevel(bytes, from, end);
    }

    /** Whether the word is one of syslog's own levels, in any case. */
    static boolean isLevel(byte[] bytes, int from, int to) {
        for (byte[] level : LEVELS) {
            if (level.length == to - from && isSame(level, bytes, from)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(byte[] word, byte[] bytes, int from) {
        for (int i = 0; i < word.length; i++) {
            if ((bytes[from + i] | 0x20) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClock(byte[] bytes, int colon, int to) {
        return Digits.isDigit(bytes[colon - 1]) && colon + 1 < to && Digits.isDigit(bytes[colon + 1]);
    }

    /** Whether there is a letter, and no comma as in a list. */
    static boolean isName(byte[] bytes, int from, int end) {
        boolean hasLetter = false;
        for (int at = from; at < end; at++) {
            byte b = bytes[at];
            hasLetter |= b < 0 || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
            if (b == ',') {
                return false;
            }
        }
        return hasLetter;
    }

    /** Whether a tag with a process id begins here. */
    static boolean hasProcess(byte[] bytes, int from, int to) {
        return pidClose(bytes, from, tagEnd(bytes, from, to), to) >= 0;
    }

    /** Whether a tag begins here that a colon or a process id follows. */
    static boolean isTagWithEnd(byte[] bytes, int from, int to) {
        int end = tagEnd(bytes, from, to);
        return end > from
                && isName(bytes, from, end)
                && (Words.isColon(bytes, end, to) || pidClose(bytes, from, end, to) >= 0);
    }

    /** Where the bracket stands that closes the process id behind the tag {@code bytes[from, end)}, or {@link #NONE}. */
    private static int pidClose(byte[] bytes, int from, int end, int to) {
        if (end == from || end == to || bytes[end] != '[' || isNumber(bytes, from, end)) {
            return NONE;
        }
        int limit = Math.min(to, end + 1 + MAX_PID_BYTES);
        for (int at = end + 1; at < limit && bytes[at] != ' '; at++) {
            if (bytes[at] == ']') {
                return at;
            }
        }
        return NONE;
    }

    private static boolean isNumber(byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (!Digits.isDigit(bytes[at])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTagPart(byte b) {
        return TAG_PARTS[b & 0xFF];
    }

    private static boolean isCapital(byte b) {
        return b >= 'A' && b <= 'Z';
    }
}
