package logtail.cli;

/** What was typed cannot be meant, or not be done. */
class UsageException extends CommandFailedException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(ExitCode.USAGE, message);
    }
}
