package logtail.journal;

/**
 * The disk has no room for a block, which was not stored; everything else is intact. Append the same block again later.
 * The message says how much is free and names the setting that applies.
 */
public final class JournalFullException extends RuntimeException {
    public JournalFullException(String message) {
        super(message);
    }

    public JournalFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
