package logtail.cli.screen;

import logtail.cli.base.VisibleText;

/**
 * Text as a terminal shows it: in cells, of which an East Asian or emoji character takes two (UAX #11) and a combining one none.
 * Pure.
 */
public final class Cells {
    private Cells() {}

    /** Text from outside that may stand in a table: nothing that a terminal obeys, and no tab. */
    public static String harmless(String text) {
        return VisibleText.of(text).replace('\t', ' ');
    }

    public static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    /** With spaces behind it up to this width. */
    public static String left(String text, int cells) {
        return text + " ".repeat(Math.max(0, cells - width(text)));
    }

    /** With spaces before it, as numbers are. */
    public static String right(String text, int cells) {
        return " ".repeat(Math.max(0, cells - width(text))) + text;
    }

    /** As much of the text as fits into so many cells. */
    static String head(String text, int cells) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            used += width(point);
            if (used > cells) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }

    private static int width(int point) {
        if (point < 0x300) {
            return 1;
        }
        int type = Character.getType(point);
        boolean isMark = type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || (point >= 0x1160 && point <= 0x11ff); // the rest of a Hangul syllable
        return isMark ? 0 : isWide(point) ? 2 : 1;
    }

    private static boolean isWide(int point) {
        return (point >= 0x1100 && point < 0x1160)
                || (point >= 0x2e80 && point <= 0xa4cf && point != 0x303f)
                || (point >= 0xac00 && point <= 0xd7a3)
                || (point >= 0xf900 && point <= 0xfaff)
                || (point >= 0xfe30 && point <= 0xfe6f)
                || (point >= 0xff00 && point <= 0xff60)
                || (point >= 0xffe0 && point <= 0xffe6)
                || (point >= 0x1f300 && point <= 0x1f64f)
                || (point >= 0x1f680 && point <= 0x1f6ff)
                || (point >= 0x1f900 && point <= 0x1f9ff)
                || (point >= 0x20000 && point <= 0x3fffd);
    }
}
