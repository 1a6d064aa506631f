package logtail.query;

/** A query parameter is invalid; the message names it, its value and the accepted values. */
public final class BadQueryException extends RuntimeException {
    BadQueryException(String name, String value, String accepted) {
        this("parameter %s is '%s'; it takes %s".formatted(name, value, accepted));
    }

    /** One that the message describes in full. */
    public BadQueryException(String message) {
        super(message);
    }
}
