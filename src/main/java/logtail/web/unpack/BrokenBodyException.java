package logtail.web.unpack;

/** A compressed body that cannot be unpacked any further; the message says why. */
public final class BrokenBodyException extends RuntimeException {
    /** A failure that the message describes in full. */
    public BrokenBodyException(String message) {
        super(message);
    }

    BrokenBodyException(String message, Throwable cause) {
        super(message, cause);
    }
}
