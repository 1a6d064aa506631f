package logtail.cli;

/** A command cannot go on. The message is for the user; the exit code is one of {@link ExitCode}. */
class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String message;

    CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    int exitCode() {
        return exitCode;
    }
}
