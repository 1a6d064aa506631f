package logtail.cli.base;

/** A command cannot go on. The message is for the user; the exit code is one of {@link ExitCode}. */
public class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String message;

    public CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    public int exitCode() {
        return exitCode;
    }
}
