package logtail.cli.base;

/** What the exit codes of {@code logtail} mean. */
public final class ExitCode {
    /** Done; also when the reader of our output went away, and after SIGTERM while following; Ctrl-C is 130. */
    public static final int OK = 0;

    /** Nothing matched, when it was asked for ({@code --exit-status}). */
    public static final int NO_MATCH = 1;

    /** A mistake in the arguments, or a filter that the daemon cannot read. */
    public static final int USAGE = 2;

    /** The daemon cannot be reached, or does not let us in. */
    public static final int NO_ACCESS = 3;

    /** The stream broke and could not be taken up again, or a count did not come to its end. */
    public static final int LOST = 4;

    /** Lines are lost, when that was asked for ({@code --strict}). */
    public static final int GAP = 5;

    /** As shells have it: the command is there but cannot be executed. */
    public static final int NOT_EXECUTABLE = 126;

    /** As shells have it: there is no such command. */
    public static final int NOT_FOUND = 127;

    private ExitCode() {}
}
