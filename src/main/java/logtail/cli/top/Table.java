package logtail.cli.top;

import java.util.ArrayList;
import java.util.List;
import logtail.cli.screen.Cells;
import logtail.cli.screen.Ink;

/** Rows of which the first column gives way and the last ones are left out when there is no room. Pure. */
final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_NAME_CELLS = 12;

    private final Ink ink;
    private final int columns;

    Table(Ink ink, int columns) {
        this.ink = ink;
        this.columns = columns;
    }

    /**
     * A row.
     *
     * @param style of the whole
     * @param cells harmless; the first is to the left, all others to the right
     */
    record Row(String style, List<String> cells) {
        Row {
            cells = List.copyOf(cells);
        }
    }

    /** The titles and the rows. */
    List<String> of(List<String> titles, List<Row> rows) {
        int[] widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Cells.width(titles.get(i));
            for (Row row : rows) {
                widths[i] = Math.max(widths[i], Cells.width(row.cells().get(i)));
            }
        }
        int shown = 1;
        int taken = 0;
        while (shown < widths.length
                && taken + GAP.length() + widths[shown] + Math.min(widths[0], LEAST_NAME_CELLS) <= columns) {
            taken += GAP.length() + widths[shown++];
        }
        widths[0] = Math.min(widths[0], columns - taken);
        var lines = new ArrayList<String>();
        String head = line(titles, widths, shown);
        lines.add(ink.paint(Ink.REVERSE, ink.color() ? Cells.left(head, columns) : head));
        for (Row row : rows) {
            lines.add(ink.paint(row.style(), line(row.cells(), widths, shown)));
        }
        return lines;
    }

    private String line(List<String> cells, int[] widths, int shown) {
        var line = new StringBuilder(Cells.left(ink.glyphs().cutMiddle(cells.getFirst(), widths[0]), widths[0]));
        for (int i = 1; i < shown; i++) {
            line.append(GAP).append(Cells.right(cells.get(i), widths[i]));
        }
        return line.toString();
    }
}
