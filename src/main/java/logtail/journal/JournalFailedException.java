package logtail.journal;

/** The store could not take or give a block; the message says which, where, and which setting rules it. */
public final class JournalFailedException extends RuntimeException {
    public JournalFailedException(String message) {
        super(message);
    }

    public JournalFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
