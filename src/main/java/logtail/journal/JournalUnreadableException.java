package logtail.journal;

/**
 * A place of the journal cannot be read, as its disk refuses; what is elsewhere may be. Ends what one reader does, never
 * the daemon.
 */
public final class JournalUnreadableException extends RuntimeException {
    public JournalUnreadableException(String message) {
        super(message);
    }

    public JournalUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
