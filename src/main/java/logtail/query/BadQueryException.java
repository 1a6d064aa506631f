package logtail.query;

/** A parameter of a query is no good; the message names it, its value and what it takes. */
public final class BadQueryException extends RuntimeException {
    BadQueryException(String name, String value, String accepted) {
        this("parameter %s is '%s'; it takes %s".formatted(name, value, accepted));
    }

    BadQueryException(String message) {
        super(message);
    }
}
