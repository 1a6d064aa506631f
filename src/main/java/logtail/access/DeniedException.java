package logtail.access;

/** The credentials of a request are not valid; the message says what is wrong with them, but never repeats them. */
public final class DeniedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeniedException(String message) {
        super(message);
    }
}
