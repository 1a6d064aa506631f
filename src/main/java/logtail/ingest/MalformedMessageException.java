package logtail.ingest;

/** The bytes of a sender are not of its protocol; the message is told to the sender. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedMessageException(String message) {
        super(message);
    }
}
