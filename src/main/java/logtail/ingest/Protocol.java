package logtail.ingest;

/** What a listener speaks; {@link Intakes} knows how. */
public enum Protocol {
    SYSLOG_TCP,
    SYSLOG_UDP,
    LINES_TCP
}
