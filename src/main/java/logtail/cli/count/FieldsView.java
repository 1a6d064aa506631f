package logtail.cli.count;

import java.util.ArrayList;
import java.util.List;
import logtail.cli.render.Painter;
import logtail.cli.screen.Bar;
import logtail.cli.screen.Cells;
import logtail.cli.screen.Ink;

/** Fields, or the values of one, as tables that fit a width. Pure. */
final class FieldsView {
    private static final int MOST_NAME_CELLS = 32;
    private static final int MOST_BAR_CELLS = 20;
    private static final int LEAST_BAR_CELLS = 4;
    private static final int LEAST_VALUES_CELLS = 10;
    private static final String GAP = "  ";

    private final Field.Sample sample;
    private final Ink ink;
    private final int columns;

    /** @param columns how wide lines may be */
    FieldsView(Field.Sample sample, Ink ink, int columns) {
        this.sample = sample;
        this.ink = ink;
        this.columns = columns;
    }

    /** All fields, a row each. */
    List<String> all() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAME", "KIND", "IN", "DISTINCT"));
        for (Field field : sample.fields()) {
            rows.add(List.of(
                    ink.glyphs().cutMiddle(Cells.harmless(field.name()), Math.min(MOST_NAME_CELLS, columns / 3)),
                    ink.glyphs().cut(Cells.harmless(field.kind()), 8),
                    Totals.number(field.in()),
                    Totals.number(field.distinct()) + (field.isExact() ? "" : "+")));
        }
        int name = widest(rows, 0);
        int kind = widest(rows, 1);
        int in = widest(rows, 2);
        int distinct = widest(rows, 3);
        int values = columns - name - kind - in - distinct - 4 * GAP.length();
        var lines = new ArrayList<String>();
        lines.add(of());
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            String line = Cells.left(row.get(0), name)
                    + GAP
                    + Cells.left(row.get(1), kind)
                    + GAP
                    + Cells.right(row.get(2), in)
                    + GAP
                    + Cells.right(row.get(3), distinct);
            String top = i == 0 ? "TOP VALUES" : values(sample.fields().get(i - 1));
            lines.add(
                    values < LEAST_VALUES_CELLS
                            ? line
                            : line + GAP + ink.glyphs().cut(top, values));
        }
        if (sample.hasMore()) {
            lines.add(ink.glyphs().cut("and more fields, which the daemon does not keep apart", columns));
        }
        return lines;
    }

    /** The values of one field, with the terms that select them: a column, or below each where there is no room. */
    List<String> one(Field field) {
        int number = Math.max("EVENTS".length(), Totals.number(field.in()).length());
        int term = "FILTER".length();
        int value = "VALUE".length();
        for (Field.Value one : field.top()) {
            term = Math.max(term, Cells.width(Cells.harmless(one.term())));
            value = Math.max(value, Cells.width(Cells.harmless(one.value())));
        }
        value = Math.min(value, Math.min(MOST_NAME_CELLS, columns / 3));
        int rest = columns - value - number - 2 * GAP.length();
        boolean isBeside = rest - term - GAP.length() >= LEAST_BAR_CELLS;
        int bar = Math.clamp(isBeside ? rest - term - GAP.length() : rest, LEAST_BAR_CELLS, MOST_BAR_CELLS);
        var lines = new ArrayList<String>();
        lines.add(Cells.harmless(field.name()) + ": in " + Totals.number(field.in()) + ' ' + of() + ", "
                + Totals.number(field.distinct()) + (field.isExact() ? "" : " or more")
                + (field.distinct() == 1 ? " value" : " values"));
        lines.add((Cells.left("VALUE", value)
                        + GAP
                        + Cells.right("EVENTS", number)
                        + GAP
                        + " ".repeat(bar)
                        + (isBeside ? GAP + "FILTER" : ""))
                .stripTrailing());
        for (Field.Value one : field.top()) {
            String drawn = Bar.plain(one.count(), field.top().getFirst().count(), bar, ink);
            String line = Cells.left(ink.glyphs().cut(Cells.harmless(one.value()), value), value)
                    + GAP
                    + Cells.right(Totals.number(one.count()), number)
                    + GAP;
            String filter = ink.paint(Painter.DIM, Cells.harmless(one.term()));
            lines.add((isBeside ? line + Cells.left(drawn, bar) + GAP + filter : line + drawn).stripTrailing());
            if (!isBeside && !one.term().isEmpty()) {
                lines.add(GAP + filter);
            }
        }
        return lines;
    }

    private String of() {
        return (sample.isComplete() ? "of all " : "of the newest ")
                + Totals.number(sample.events())
                + (sample.events() == 1 ? " event" : " events");
    }

    private static String values(Field field) {
        return String.join(
                GAP,
                field.top().stream()
                        .map(one -> Cells.harmless(one.value()) + " (" + Totals.number(one.count()) + ")")
                        .toList());
    }

    private static int widest(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> Cells.width(row.get(column))).max().orElse(0);
    }
}
