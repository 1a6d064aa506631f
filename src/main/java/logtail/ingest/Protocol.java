package logtail.ingest;

import java.util.Locale;

/** The protocol of a listener; {@link Intakes} implements each. */
public enum Protocol {
    SYSLOG_TCP,
    SYSLOG_UDP,
    SYSLOG_TLS,
    LINES_TCP,
    LINES_TLS,
    RELP,
    RELP_TLS;

    /** Whether it goes through TLS. */
    boolean isTls() {
        return this == SYSLOG_TLS || this == LINES_TLS || this == RELP_TLS;
    }

    /** Whether a header of a proxy may be before it. */
    boolean isStream() {
        return this != SYSLOG_UDP;
    }

    /** The name in metrics and in our own log, such as {@code syslog-tcp}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
