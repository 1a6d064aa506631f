package logtail.cli.count;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import logtail.cli.render.Painter;
import logtail.cli.screen.Bar;
import logtail.cli.screen.Cells;
import logtail.cli.screen.Ink;
import logtail.event.Severity;

/** Values with their number, share and bar, as a table that fits a width. Pure. */
final class Totals {
    private static final int LEAST_NAME_CELLS = 4;
    private static final int MOST_NAME_CELLS = 32;
    private static final int LEAST_BAR_CELLS = 4;
    private static final int SHARE_CELLS = 7;
    private static final String GAP = "  ";

    private final Ink ink;
    private final int columns;

    /** @param columns how wide the table may be */
    Totals(Ink ink, int columns) {
        this.ink = ink;
        this.columns = columns;
    }

    /**
     * A row of the table.
     *
     * @param style of the bar
     * @param name harmless
     */
    record Value(String style, String name, long count) {}

    /**
     * The values as rows: levels by their weight, all else by number, what stands for the rest last.
     *
     * @param most how many at the most; the others become one row
     */
    static List<Value> of(Map<String, Long> totals, String by, int most) {
        var values = new ArrayList<Value>();
        totals.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(Counts.OTHERS))
                .sorted(order(by))
                .forEach(entry -> values.add(
                        new Value(style(entry.getKey(), by), Cells.harmless(entry.getKey()), entry.getValue())));
        long others = totals.getOrDefault(Counts.OTHERS, 0L);
        String name = "(others)";
        if (values.size() > most) {
            List<Value> rest = values.subList(most, values.size());
            name = String.format(Locale.ROOT, "(%,d others)", rest.size());
            others += rest.stream().mapToLong(Value::count).sum();
            rest.clear();
        }
        if (others > 0) {
            values.add(new Value(Painter.DIM, name, others));
        }
        return values;
    }

    /** Lines that do not have the field. */
    static Value without(long count) {
        return new Value(Painter.DIM, "(without)", count);
    }

    /** @param sum what is a share of 100 % */
    List<String> table(String heading, List<Value> values, long sum) {
        int name = Cells.width(heading);
        int count = "EVENTS".length();
        long most = 1;
        for (Value value : values) {
            name = Math.max(name, Cells.width(value.name()));
            count = Math.max(count, number(value.count()).length());
            most = Math.max(most, value.count());
        }
        int taken = count + SHARE_CELLS + 3 * GAP.length();
        int names = Math.clamp(
                columns - taken - LEAST_BAR_CELLS,
                LEAST_NAME_CELLS,
                Math.clamp(name, LEAST_NAME_CELLS, MOST_NAME_CELLS));
        int bar = columns - names - taken;
        var rows = new ArrayList<String>();
        rows.add(Cells.left(ink.glyphs().cut(heading, names), names)
                + GAP
                + Cells.right("EVENTS", count)
                + GAP
                + Cells.right("SHARE", SHARE_CELLS));
        for (Value value : values) {
            rows.add((Cells.left(ink.glyphs().cutMiddle(value.name(), names), names)
                    + GAP
                    + Cells.right(number(value.count()), count)
                    + GAP
                    + Cells.right(share(value.count(), sum), SHARE_CELLS)
                    + (bar < LEAST_BAR_CELLS
                            ? ""
                            : GAP + Bar.of(List.of(new Bar.Part(value.style(), value.count())), most, bar, ink))));
        }
        return rows;
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String share(long count, long sum) {
        double percent = sum == 0 ? 0 : 100.0 * count / sum;
        return percent > 0 && percent < 0.1 ? "<0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    private static Comparator<Map.Entry<String, Long>> order(String by) {
        Comparator<Map.Entry<String, Long>> byNumber =
                Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());
        return by.equals("level")
                ? Comparator.comparingInt((Map.Entry<String, Long> one) -> weight(one.getKey()))
                        .thenComparing(byNumber)
                : byNumber;
    }

    private static int weight(String level) {
        return Severity.named(level).map(Severity::ordinal).orElse(Severity.values().length);
    }

    /** The colour of a level or app, as lines of a tail have it. */
    static String style(String name, String by) {
        return switch (by) {
            case "level" -> name.equals("debug") ? Painter.DIM : Painter.ofLevel(name);
            case "app" -> name.equals(Counts.OTHERS) ? Painter.DIM : Painter.ofName(name);
            default -> Painter.NONE;
        };
    }
}
