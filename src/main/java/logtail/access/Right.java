package logtail.access;

/** Permissions. */
public enum Right {
    /** Send lines. */
    INGEST,
    /** Read events and statistics of them. */
    TAIL,
    /** Manage drains. */
    DRAINS,
    /** Everything else. */
    ADMIN
}
