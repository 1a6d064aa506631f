package logtail.ingest;

/** Where the time of a line without a protocol comes from. */
public enum TimeFrom {
    /** From what the line says. */
    LINE,
    /** From when it was received or, by our own shippers, read. */
    RECEIVE
}
