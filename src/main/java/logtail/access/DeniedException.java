package logtail.access;

/** The credentials of a request are invalid. The message says why and never contains them. */
public final class DeniedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeniedException(String message) {
        super(message);
    }
}
