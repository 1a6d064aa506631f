package logtail.cli.base;

/** What was typed cannot be meant, or not be done. */
public class UsageException extends CommandFailedException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(ExitCode.USAGE, message);
    }
}
