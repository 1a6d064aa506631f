package logtail.ingest;

/** A line of somebody who may not send, and whose connection ends with it, as there is no other way to tell. */
public final class NotAdmittedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAdmittedException(String reason) {
        super(reason);
    }
}
