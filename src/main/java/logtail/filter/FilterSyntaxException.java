package logtail.filter;

/** A filter that cannot be parsed: the problem, its column, and what was expected. */
public final class FilterSyntaxException extends RuntimeException {
    private final String filter;
    private final int column;
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
        this.expected = expected;
    }

    /**
     * The column of the problem, in code points from 1; one more than the filter has when something is missing at its
     * end.
     */
    public int column() {
        return column;
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
        filter.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(shown::appendCodePoint);
        return shown.append('\n').repeat(' ', column - 1).append('^').toString();
    }

    private static int column(String filter, int offset) {
        return filter.codePointCount(0, offset) + 1;
    }
}
