package logtail.journal;

/**
 * The disk has no room for a block, which is not kept; nothing else is harmed. Passes by itself when there is room again:
 * append the same block then. The message says how much is free and which setting rules it.
 */
public final class JournalFullException extends RuntimeException {
    public JournalFullException(String message) {
        super(message);
    }

    public JournalFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
