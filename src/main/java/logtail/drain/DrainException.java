package logtail.drain;

import org.jspecify.annotations.Nullable;

/** A request to manage drains failed; the message is for users. */
public final class DrainException extends RuntimeException {
    /** Kinds of failures. */
    public enum Kind {
        /** There is no drain of that name. */
        UNKNOWN,
        /** The request conflicts with the current state. */
        CONFLICT,
        /** The request is invalid. */
        INVALID,
        /** The operation failed. */
        FAILED
    }

    private final Kind kind;

    public DrainException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DrainException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of mistake it is. */
    public Kind kind() {
        return kind;
    }
}
