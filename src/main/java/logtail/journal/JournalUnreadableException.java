package logtail.journal;

/**
 * The disk refuses to read one place of the journal; other places may be readable. Affects one reader, never the whole
 * daemon.
 */
public final class JournalUnreadableException extends RuntimeException {
    public JournalUnreadableException(String message) {
        super(message);
    }

    public JournalUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
