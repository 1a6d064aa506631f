package logtail.access;

/** What was asked of the tokens cannot be done; the message names the value and what would do, and never a secret. */
public final class TokenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** Kinds of causes. */
    public enum Kind {
        /** There is no token of this name. */
        UNKNOWN,
        /** Something is in the way, such as a token of this name. */
        CONFLICT,
        /** A value cannot be used. */
        INVALID,
        /** A file of tokens cannot be read or written. */
        FAILED
    }

    TokenException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    TokenException(String message, Throwable cause) {
        super(message, cause);
        kind = Kind.FAILED;
    }

    static TokenException invalid(String message) {
        return new TokenException(Kind.INVALID, message);
    }

    public Kind kind() {
        return kind;
    }
}
