package logtail.journal;

/** The journal cannot be opened, read or written; the message names the place and the setting that applies. */
public final class JournalFailedException extends RuntimeException {
    public JournalFailedException(String message) {
        super(message);
    }

    public JournalFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
