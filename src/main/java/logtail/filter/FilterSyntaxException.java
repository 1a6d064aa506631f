package logtail.filter;

/** A filter that cannot be parsed: the problem, its column, and what was expected. */
public final class FilterSyntaxException extends RuntimeException {
    private final String filter;
    private final int column;
    private final int length;
    private final String expected;

    /**
     * @param filter the whole text
     * @param offset of the wrong char in {@code filter}; its length when something is missing at the end
     * @param problem what is wrong
     * @param expected what was expected there
     */
    FilterSyntaxException(String filter, int offset, String problem, String expected) {
        super("column %d: %s; expected %s".formatted(column(filter, offset), problem, expected));
        this.filter = filter;
        this.column = column(filter, offset);
        this.length = length(filter, offset);
        this.expected = expected;
    }

    /**
     * The column of the problem, in code points from 1; one more than the filter has when something is missing at its
     * end.
     */
    public int column() {
        return column;
    }

    /** How many code points from there on are wrong, the rest of a word at most; 0 when something is missing at the end. */
    public int length() {
        return length;
    }

    /** What was expected there, as a phrase to follow "expected". */
    public String expected() {
        return expected;
    }

    /** Two lines for a terminal: the filter, and a caret below the column. Control characters are shown as spaces. */
    public String caretLines() {
        return caretLines(filter, column);
    }

    /** The same for a column found elsewhere, such as by another version of logtail. */
    public static String caretLines(String filter, int column) {
        var shown = new StringBuilder();
        var below = new StringBuilder();
        filter.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(shown::appendCodePoint);
        shown.codePoints().limit(column - 1).forEach(c -> below.append(blanks(c)));
        return shown.append('\n').append(below).append('^').toString();
    }

    /** As wide as this character is on a terminal. */
    private static String blanks(int codePoint) {
        int type = Character.getType(codePoint);
        boolean isNone =
                type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
        boolean isWide = (codePoint >= 0x1100 && codePoint <= 0x115f)
                || (codePoint >= 0x2e80 && codePoint <= 0xa4cf)
                || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
                || (codePoint >= 0xf900 && codePoint <= 0xfaff)
                || (codePoint >= 0xfe30 && codePoint <= 0xfe6f)
                || (codePoint >= 0xff00 && codePoint <= 0xff60)
                || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
                || (codePoint >= 0x20000 && codePoint <= 0x3fffd);
        return isNone ? "" : isWide ? "  " : " ";
    }

    private static int length(String filter, int offset) {
        int end = offset;
        while (end < filter.length()
                && !Character.isWhitespace(filter.charAt(end))
                && "()".indexOf(filter.charAt(end)) < 0) {
            end++;
        }
        return offset == filter.length() ? 0 : Math.max(1, filter.codePointCount(offset, end));
    }

    private static int column(String filter, int offset) {
        return filter.codePointCount(0, offset) + 1;
    }
}
