package logtail.cli.screen;

import java.util.List;

/**
 * What is on a screen, and what to write so that something else is: the lines that changed, and nothing of the others, so
 * nothing flickers. One thread.
 */
final class Frame {
    private static final String ERASE_ALL = "\033[0m\033[2J";
    private static final String ERASE_REST = "\033[K";

    private List<String> shown = List.of();
    private TerminalSize size = TerminalSize.DEFAULT;
    private boolean isKnown;

    /** Forgets what is on the screen, as something else may have written there. */
    void forget() {
        isKnown = false;
    }

    /**
     * What to write; empty when all is there.
     *
     * @param lines from the top, each no wider than the terminal, in colours or not; those that have no room are left out
     */
    String next(List<String> lines, TerminalSize now) {
        List<String> wanted = List.copyOf(lines.subList(0, Math.min(lines.size(), now.rows())));
        var out = new StringBuilder();
        if (!isKnown || !now.equals(size)) {
            out.append(ERASE_ALL);
            shown = List.of();
        }
        for (int row = 0; row < Math.max(wanted.size(), shown.size()); row++) {
            String before = row < shown.size() ? shown.get(row) : "";
            String after = row < wanted.size() ? wanted.get(row) : "";
            if (!before.equals(after)) {
                boolean isShort = Ink.width(after) < now.columns(); // else it would erase the last character
                out.append("\033[").append(row + 1).append(";1H").append(after).append(isShort ? ERASE_REST : "");
            }
        }
        shown = wanted;
        size = now;
        isKnown = true;
        return out.toString();
    }
}
