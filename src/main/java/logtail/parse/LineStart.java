package logtail.parse;

import logtail.event.Severity;

/**
 * Finds where a line of text begins for whoever reads it: behind blanks, terminal codes, and the name that
 * {@code docker compose} puts before each line ({@code web-1  | }).
 */
final class LineStart {
    private static final int LONGEST_NAME_BYTES = 64;

    private LineStart() {}

    /** The position of the first byte to read, or {@code to}. */
    static int of(byte[] bytes, int from, int to) {
        int first = skip(bytes, from, to);
        int bar = first < to ? barBehindName(bytes, first, to) : to;
        return bar == to ? first : skip(bytes, bar + 1, to);
    }

    private static int skip(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            if (b == TerminalCodes.ESC) {
                at = TerminalCodes.end(bytes, at, to);
            } else if (b == ' ' || b == '\t' || b == '\r') {
                at++;
            } else {
                return at;
            }
        }
        return to;
    }

    /** The position of the bar behind a name and a blank, or {@code to}; neither a number nor a level is a name. */
    private static int barBehindName(byte[] bytes, int from, int to) {
        if ((bytes[from] | 0x20) < 'a' || (bytes[from] | 0x20) > 'z') {
            return to;
        }
        int limit = Math.min(to, from + LONGEST_NAME_BYTES);
        int end = from + 1;
        while (end < limit && isOfName(bytes[end])) {
            end++;
        }
        int bar = end;
        while (bar < to && bytes[bar] == ' ') {
            bar++;
        }
        boolean isBar = bar > end
                && bar + 1 < to
                && bytes[bar] == '|'
                && (bytes[bar + 1] == ' ' || bytes[bar + 1] == TerminalCodes.ESC);
        return isBar && Severity.codeOf(bytes, from, end) == Severity.NONE ? bar : to;
    }

    private static boolean isOfName(byte b) {
        return ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') || Digits.isDigit(b) || b == '-' || b == '_' || b == '.';
    }
}
