package logtail.cli.base;

/**
 * Which characters of a log line a terminal must never see, and what is shown for them. A terminal obeys C0 and C1
 * control characters, and the bidirectional controls of Unicode let a line look like another, so they are all written as
 * escapes: ESC as {@code \x1b}, a line end inside a message as {@code \n}. A tab stays a tab.
 */
public final class VisibleText {
    private static final String HEX = "0123456789abcdef";

    private VisibleText() {}

    /** How a harmful character is shown. */
    @FunctionalInterface
    private interface Escape {
        String of(char c);
    }

    /** Whether this character may go to a terminal as it is. */
    public static boolean isHarmless(char c) {
        if (c < 0x20) {
            return c == '\t';
        }
        if (c < 0x7f) {
            return true;
        }
        return c >= 0xa0 && !isBidiOrLineControl(c);
    }

    /** The escape that is shown for a character which is not {@linkplain #isHarmless harmless}. */
    static String escape(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\0' -> "\\0";
            default -> c < 0x100 ? "\\x" + hex(c >> 4) + hex(c) : jsonEscape(c);
        };
    }

    /** {@code text} as a JSON string (RFC 8259, section 7) with everything harmful escaped. */
    public static String quoted(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (isHarmless(c)) {
                        quoted.append(c);
                    } else {
                        quoted.append(jsonEscape(c));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** A JSON text with everything harmful escaped; it stands inside of strings only. */
    public static String ofJson(String json) {
        return visible(json, VisibleText::jsonEscape);
    }

    private static String jsonEscape(char c) {
        return "\\u" + hex(c >> 12) + hex(c >> 8) + hex(c >> 4) + hex(c);
    }

    /** The text with everything harmful escaped. */
    public static String of(String text) {
        return visible(text, VisibleText::escape);
    }

    /** The same, but lines stay lines. */
    public static String ofLines(String text) {
        return of(text).replace("\\n", "\n");
    }

    private static String visible(String text, Escape escape) {
        var visible = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) {
                visible.append(c);
            } else {
                visible.append(escape.of(c));
            }
        }
        return visible.toString();
    }

    private static boolean isBidiOrLineControl(char c) {
        return (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200e
                || c == 0x200f
                || c == 0x061c
                || c == 0xfeff;
    }

    private static char hex(int nibble) {
        return HEX.charAt(nibble & 0xf);
    }
}
