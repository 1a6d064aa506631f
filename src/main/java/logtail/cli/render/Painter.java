package logtail.cli.render;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.cli.base.LineOutput;

/**
 * Text from outside, safe for a terminal, in colours when there are any; its own colours are kept then ({@link Sgr}), else
 * left out. A name keeps its colour for ever, as it comes
 * from the name itself; all colours are of middle brightness, so they show on dark and on light. One thread.
 */
public final class Painter {
    /** Ends every style. */
    public static final String PLAIN = "\033[0m";

    public static final String DIM = "\033[2m";
    public static final String NONE = "";
    public static final String ERROR = "\033[31m";
    public static final String WARN = ofNumber(136);

    private static final String MATCH = "\033[7m"; // as the terminal has it the other way round, so it shows on any
    private static final int[] NAME_COLORS = {33, 37, 64, 62, 166, 31, 97, 132, 71, 67, 173, 103};

    private final boolean color;
    private final List<Pattern> highlights;

    public Painter(boolean color, List<Pattern> highlights) {
        this.color = color;
        this.highlights = highlights;
    }

    boolean hasColor() {
        return color;
    }

    public static String ofName(String name) {
        return name.isEmpty() ? NONE : ofNumber(colorOf(name));
    }

    /** One of the 256 colours of a terminal. */
    public static String ofNumber(int color) {
        return "\033[38;5;" + color + "m";
    }

    public static String ofLevel(String level) {
        return switch (level) {
            case "emerg", "alert", "crit", "error" -> ERROR;
            case "warn" -> WARN;
            default -> NONE;
        };
    }

    static int colorOf(String name) {
        int hash = name.hashCode() * 0x9E3779B9;
        return NAME_COLORS[(hash >>> 8) % NAME_COLORS.length];
    }

    /** Begins a stretch in this style; {@link #end} ends it. */
    public void begin(String style, LineOutput out) {
        if (color) {
            out.ascii(style);
        }
    }

    public void end(LineOutput out) {
        if (color) {
            out.ascii(PLAIN);
        }
    }

    /** The text in this style, with what is to stand out. */
    public void put(String text, String style, LineOutput out) {
        if (!color || text.isEmpty()) {
            out.visible(Sgr.stripped(text));
        } else if (Sgr.isIn(text)) {
            putColored(text, style, out);
        } else {
            put(text, hits(text), style, out);
        }
    }

    /** What stands out is found in the text as it is read, without its colours. */
    private void putColored(String text, String style, LineOutput out) {
        BitSet hits = hits(Sgr.stripped(text));
        Matcher sequence = Sgr.matcher(text);
        String own = NONE;
        int done = 0;
        int read = 0;
        while (done <= text.length()) {
            boolean found = sequence.find(done);
            String run = text.substring(done, found ? sequence.start() : text.length());
            put(run, hits.get(read, read + run.length()), style + own, out);
            read += run.length();
            done = found ? sequence.end() : text.length() + 1;
            own = found ? Sgr.after(own, sequence.group(1)) : own;
        }
    }

    private static void put(String text, BitSet hits, String style, LineOutput out) {
        for (int from = 0; from < text.length(); ) {
            boolean hit = hits.get(from);
            int next = hit ? hits.nextClearBit(from) : hits.nextSetBit(from);
            int to = next < 0 ? text.length() : next;
            run(text.substring(from, to), hit ? style + MATCH : style, out);
            from = to;
        }
    }

    private static void run(String text, String style, LineOutput out) {
        if (style.isEmpty()) {
            out.visible(text);
        } else {
            out.ascii(style).visible(text).ascii(PLAIN);
        }
    }

    private BitSet hits(String text) {
        var hits = new BitSet(0);
        for (Pattern pattern : highlights) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                hits.set(matcher.start(), matcher.end());
            }
        }
        return hits;
    }
}
