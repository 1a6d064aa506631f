package logtail.access;

/** What somebody may be allowed to do. */
public enum Right {
    /** Send lines. */
    INGEST,
    /** Read events, and what is known of them. */
    TAIL,
    /** Say where events are forwarded to. */
    DRAINS,
    /** Everything else. */
    ADMIN
}
