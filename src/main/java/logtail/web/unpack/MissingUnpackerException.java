package logtail.web.unpack;

/** There is no unpacker for an encoding that is known, on this machine; the message says so. */
public final class MissingUnpackerException extends RuntimeException {
    MissingUnpackerException(String message, Throwable cause) {
        super(message, cause);
    }
}
