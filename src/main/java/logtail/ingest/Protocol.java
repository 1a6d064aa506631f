package logtail.ingest;

import java.util.Locale;

/** What a listener speaks; {@link Intakes} knows how. */
public enum Protocol {
    SYSLOG_TCP,
    SYSLOG_UDP,
    LINES_TCP;

    /** As in metrics and in our own log, such as {@code syslog-tcp}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
