package logtail.access;

import java.util.Locale;

/** Permissions. */
public enum Right {
    /** Send lines. */
    INGEST,
    /** Read events and statistics of them. */
    TAIL,
    /** Manage drains. */
    DRAIN,
    /** Read the metrics of the daemon as a whole. */
    METRICS,
    /** Everything, also managing tokens. */
    ADMIN;

    /** Its name in commands, files and messages, such as {@code ingest}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
