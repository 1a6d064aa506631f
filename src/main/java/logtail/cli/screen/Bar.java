package logtail.cli.screen;

import java.util.List;

/** Draws one bar of parts in colours, the first at the left. Pure. */
public final class Bar {
    private static final int EIGHTHS = 8;

    private Bar() {}

    /**
     * A part of a bar.
     *
     * @param style as {@link logtail.cli.render.Painter} has it
     */
    public record Part(String style, long value) {}

    /**
     * The parts side by side, without spaces behind them.
     *
     * <p>Only the end is exact to an eighth: between two colours there are whole cells. A first part that is there is seen,
     * however small; errors come first.
     *
     * @param most what fills all cells
     */
    public static String of(List<Part> parts, long most, int cells, Ink ink) {
        long sum = parts.stream().mapToLong(Part::value).sum();
        int eighths = Glyphs.eighths(sum, most, cells);
        List<Part> shown = parts.stream().filter(part -> part.value() > 0).toList();
        if (shown.isEmpty()) {
            return "";
        }
        var bar = new StringBuilder();
        int whole = eighths / EIGHTHS;
        int done = 0;
        long before = 0;
        for (int i = 0; i < shown.size() - 1; i++) {
            before += shown.get(i).value();
            int end = (int)
                    Math.min(whole, Math.max(i == 0 ? 1 : done, Math.round((double) before / sum * eighths / EIGHTHS)));
            bar.append(ink.paint(shown.get(i).style(), ink.glyphs().bar((end - done) * EIGHTHS)));
            done = end;
        }
        boolean isLessThanACell = whole == 0;
        Part last = isLessThanACell ? shown.getFirst() : shown.getLast();
        bar.append(ink.paint(last.style(), ink.glyphs().bar(eighths - done * EIGHTHS)));
        return bar.toString();
    }

    /** A bar of one part without a colour. */
    public static String plain(long value, long most, int cells, Ink ink) {
        return ink.glyphs().bar(Glyphs.eighths(value, most, cells));
    }
}
