package logtail.cli.screen;

import java.util.regex.Pattern;
import logtail.cli.base.Surroundings;
import logtail.cli.render.Look;
import logtail.cli.render.Painter;

/**
 * Colours, when there are any, and what is drawn with.
 *
 * @param color whether there are
 */
public record Ink(boolean color, Glyphs glyphs) {
    public static final String BOLD = "\033[1m";
    public static final String REVERSE = "\033[7m";

    private static final Pattern STYLE = Pattern.compile("\033\\[[0-9;]*m");

    /**
     * What the user's terminal and options ask for.
     *
     * @param when the value of {@code --color}
     */
    public static Ink of(String when, Surroundings around) {
        return new Ink(Look.color(when, around), Glyphs.of(around));
    }

    /** The cells of text that {@link #paint} made. */
    public static int width(String painted) {
        return Cells.width(STYLE.matcher(painted).replaceAll(""));
    }

    /** Harmless text in this style, one of {@link Painter}'s; as it is when that is none. */
    public String paint(String style, String text) {
        return !color || style.isEmpty() || text.isEmpty() ? text : style + text + Painter.PLAIN;
    }
}
