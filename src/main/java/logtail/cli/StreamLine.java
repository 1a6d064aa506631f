package logtail.cli;

/** One line of the daemon's NDJSON, understood. Members that are left out are empty strings. */
sealed interface StreamLine {
    /**
     * A log line.
     *
     * @param id resumes the stream behind it
     * @param time RFC 3339 in UTC with nanoseconds
     */
    record Event(String id, String time, String app, String process, String level, String message)
            implements StreamLine {}

    /** Lines that are gone, with their number and why. */
    record Gap(String from, String to, long count, String reason) implements StreamLine {}

    /** A sign of life; {@code time} as in an event. */
    record Heartbeat(String time) implements StreamLine {}

    /** JSON, but nothing this version knows. */
    record Other() implements StreamLine {}
}
