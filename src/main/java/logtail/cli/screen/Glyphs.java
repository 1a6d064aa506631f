package logtail.cli.screen;

import java.util.Locale;
import java.util.stream.Stream;
import logtail.cli.base.Surroundings;

/** What bars are drawn of: eighths of blocks, or ASCII where the user's locale is not UTF-8. Pure. */
public enum Glyphs {
    UNICODE("▏▎▍▌▋▊▉█", "▁▂▃▄▅▆▇█", "…", "–"),
    ASCII("#", "_.:-=+*#", "~", "-");

    private static final String LOCALE_BEFORE_PROPERTY = "logtail.locale.before"; // set by bin/logtail
    private static final int EIGHTHS = 8;

    private final String parts;
    private final String heights;
    private final String ellipsis;
    private final String dash;

    Glyphs(String parts, String heights, String ellipsis, String dash) {
        this.parts = parts;
        this.heights = heights;
        this.ellipsis = ellipsis;
        this.dash = dash;
    }

    public static Glyphs of(Surroundings around) {
        String[] before = System.getProperty(LOCALE_BEFORE_PROPERTY, "").split("=", 2); // it changed it for us alone
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> name.equals(before[0]) ? before[1] : around.env(name))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
        return locale.contains("utf-8") || locale.contains("utf8") ? UNICODE : ASCII;
    }

    /** Between the two ends of a range. */
    public String dash() {
        return dash;
    }

    /** The text, or as much of it as fits with a mark that it is cut. */
    public String cut(String text, int cells) {
        return Cells.width(text) <= cells
                ? text
                : Cells.head(text, Math.max(0, cells - 1)) + (cells > 0 ? ellipsis : "");
    }

    /** Cut in the middle, as the ends of names tell most apart. */
    public String cutMiddle(String text, int cells) {
        if (Cells.width(text) <= cells || cells < 3) {
            return cut(text, cells);
        }
        int tail = (cells - 1) / 2;
        int from = text.length();
        while (Cells.width(text.substring(text.offsetByCodePoints(from, -1))) <= tail) {
            from = text.offsetByCodePoints(from, -1);
        }
        return Cells.head(text, cells - 1 - tail) + ellipsis + text.substring(from);
    }

    /** How long the bar of a value is, in eighths of a cell: at least one when there is anything, so it is seen. */
    static int eighths(long value, long most, int cells) {
        if (value <= 0 || most <= 0) {
            return 0;
        }
        return (int) Math.max(1, Math.round((double) value / most * cells * EIGHTHS));
    }

    /** A bar of so many eighths of a cell. */
    String bar(int eighths) {
        String full = parts.substring(parts.length() - 1).repeat(eighths / EIGHTHS);
        int rest = eighths % EIGHTHS;
        if (this == ASCII) { // a rest is rounded, but for a bar that is nothing else
            return rest >= EIGHTHS / 2 || (full.isEmpty() && rest > 0) ? full + '#' : full;
        }
        return rest == 0 ? full : full + parts.charAt(rest - 1);
    }

    /** Columns of these heights, the highest as high as a line; a space for nothing. */
    public String sparkline(long[] values) {
        long most = 1;
        for (long value : values) {
            most = Math.max(most, value);
        }
        var line = new StringBuilder();
        for (long value : values) {
            int height = (int) Math.ceil((double) value / most * heights.length());
            line.append(height == 0 ? ' ' : heights.charAt(height - 1));
        }
        return line.toString();
    }
}
