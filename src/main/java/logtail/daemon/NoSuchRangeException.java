package logtail.daemon;

/** What was asked for is not in the journal; the message says why. */
final class NoSuchRangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchRangeException(String message) {
        super(message);
    }
}
