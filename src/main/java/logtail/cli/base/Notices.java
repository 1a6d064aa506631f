package logtail.cli.base;

import java.io.PrintStream;

/** What we have to tell the user beside the output: on stderr, one line each, prefixed. Any thread. */
public final class Notices {
    private final PrintStream stderr;
    private final boolean quiet;

    public Notices(PrintStream stderr, boolean quiet) {
        this.stderr = stderr;
        this.quiet = quiet;
    }

    /** Whether stderr is a terminal, as {@code bin/logtail} found. */
    public static boolean isOnTerminal() {
        return System.getProperty("logtail.stderr.terminal", "").equals("1");
    }

    /** Good to know; silenced by {@code -q}. */
    public void note(String message) {
        if (!quiet) {
            warn(message);
        }
    }

    /** So many lines and their verb, as in {@code 1 line was}. */
    public static String lines(long count) {
        return count + (count == 1 ? " line was" : " lines were");
    }

    /** Must be known, as it tells of loss or of an end. */
    public void warn(String message) {
        stderr.println("logtail: " + VisibleText.of(message));
    }
}
