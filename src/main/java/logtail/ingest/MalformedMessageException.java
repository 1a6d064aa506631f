package logtail.ingest;

/** The bytes of a sender violate its protocol; the sender is sent the message. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedMessageException(String message) {
        super(message);
    }
}
