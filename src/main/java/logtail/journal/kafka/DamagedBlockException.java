package logtail.journal.kafka;

/** A record is no block as it was written. */
final class DamagedBlockException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedBlockException(String what) {
        super(what);
    }
}
