package logtail.cli.base;

import java.util.List;

/** Rows of text as a table for people: the first column to the left, all others to the right, for numbers. Pure. */
public final class Columns {
    private static final String GAP = "  ";

    private Columns() {}

    /** All rows have as many cells as the first, which names them. */
    public static String of(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            text.append(row.getFirst()).repeat(' ', widths[0] - row.getFirst().length());
            for (int i = 1; i < widths.length; i++) {
                text.append(GAP).repeat(' ', widths[i] - row.get(i).length()).append(row.get(i));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
