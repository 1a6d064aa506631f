package logtail.ingest;

import java.util.Locale;

/** The protocol of a listener; {@link Intakes} implements each. */
public enum Protocol {
    SYSLOG_TCP,
    SYSLOG_UDP,
    LINES_TCP,
    RELP;

    /** The name in metrics and in our own log, such as {@code syslog-tcp}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
