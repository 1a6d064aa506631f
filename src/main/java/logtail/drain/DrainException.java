package logtail.drain;

/** What somebody wants of drains cannot be done; the message says what is wrong, for people. */
public final class DrainException extends RuntimeException {
    /** What kind of mistake it is. */
    public enum Kind {
        /** No drain has that name. */
        UNKNOWN,
        /** It does not fit what is there. */
        CONFLICT,
        /** The request itself is no good. */
        INVALID,
        /** We could not. */
        FAILED
    }

    private final Kind kind;

    DrainException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    DrainException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of mistake it is. */
    public Kind kind() {
        return kind;
    }
}
