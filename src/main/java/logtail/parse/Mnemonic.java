package logtail.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;

/**
 * Finds the name of a message that network devices begin their text with: {@code %ASA-4-106023:}, {@code %SYS-5-CONFIG_I:}, also
 * behind what tells the part of the device ({@code %$ VDC-1 %$ %ETHPORT-5-IF_UP:}); {@code #LOG-3-Q_IND:} of wireless controllers;
 * {@code %%10SHELL/5/SHELL_LOGIN:} of Comware and {@code %%01IFNET/4/LINK_STATE(l)} of Huawei. It is the message id and stays in the
 * text; the app is the kind of device, as there are thousands of such names.
 */
final class Mnemonic {
    private static final byte[] CISCO = "cisco".getBytes(US_ASCII);
    private static final byte[] COMWARE = "comware".getBytes(US_ASCII);
    private static final byte[] HUAWEI = "huawei".getBytes(US_ASCII);
    private static final int NONE = -1;
    private static final int MAX_PART_BYTES = 40;
    private static final int MARK_BYTES = 4; // %%10

    private Mnemonic() {}

    /** Whether the text at {@code at} begins with one. */
    static boolean isAt(byte[] bytes, int at, int to) {
        return at < to && (bytes[at] == '%' || bytes[at] == '#') && find(bytes, at, to) != NONE;
    }

    /** Makes the one at {@code at} the message id, and the kind of device the app unless the line has an app. */
    static void read(byte[] bytes, int at, int to, Line line) {
        int from = find(bytes, at, to);
        boolean isDouble = bytes[from + 1] == '%';
        int name = from + (isDouble ? MARK_BYTES : 1);
        int end = isDouble ? slashedEnd(bytes, name, to) : dashedEnd(bytes, name, to);
        line.msgId.set(bytes, name, end - name);
        if (line.app.isEmpty()) {
            byte[] app = !isDouble ? CISCO : bytes[from + 2] == '0' ? HUAWEI : COMWARE;
            line.app.set(app, 0, app.length);
        }
    }

    /** Where it begins at or behind {@code at}, or {@link #NONE}. */
    private static int find(byte[] bytes, int at, int to) {
        if (isWhole(bytes, at, to)) {
            return at;
        }
        int limit = Math.min(to, at + MAX_PART_BYTES);
        for (int next = at + 2; bytes[at] == '%' && next < limit; next++) {
            if (bytes[next] == '%' && bytes[next - 1] == ' ' && isWhole(bytes, next, to)) {
                return next;
            }
        }
        return NONE;
    }

    private static boolean isWhole(byte[] bytes, int at, int to) {
        if (to - at < MARK_BYTES + 1) {
            return false;
        }
        if (bytes[at] == '%' && bytes[at + 1] == '%') {
            return Digits.two(bytes, at + 2) >= 0 && slashedEnd(bytes, at + MARK_BYTES, to) != NONE;
        }
        int end = dashedEnd(bytes, at + 1, to);
        return end != NONE
                && (end == to
                        || Words.isColon(bytes, end, to)
                        || (bytes[end] == ' ' && Words.isColon(bytes, end + 1, to)));
    }

    /** {@code FACILITY-4-NAME}: at least one dash, a capital first. */
    private static int dashedEnd(byte[] bytes, int from, int to) {
        int end = from;
        boolean hasDash = false;
        while (end < to && isNamePart(bytes[end])) {
            hasDash |= bytes[end++] == '-';
        }
        return hasDash && bytes[from] >= 'A' && bytes[from] <= 'Z' && bytes[end - 1] != '-' ? end : NONE;
    }

    /** {@code MODULE/4/NAME}. */
    private static int slashedEnd(byte[] bytes, int from, int to) {
        int end = from;
        int slashes = 0;
        while (end < to && isNamePart(bytes[end])) {
            slashes += bytes[end++] == '/' ? 1 : 0;
        }
        return slashes == 2 && bytes[end - 1] != '/' ? end : NONE;
    }

    private static boolean isNamePart(byte b) {
        boolean isLetter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
        return isLetter || Digits.isDigit(b) || b == '-' || b == '_' || b == '/' || b == '.' || b == '$';
    }
}
