package logtail.cli.client;

/** One line of the daemon's NDJSON, understood. Members that are left out are empty strings. */
public sealed interface StreamLine {
    /**
     * A log line.
     *
     * @param id resumes the stream behind it
     * @param time the sender's, RFC 3339 in UTC with nanoseconds
     * @param received the daemon's, likewise
     * @param context whether it is shown for its neighbours alone
     * @param late whether it came too late for its place in the order of times
     * @param cut whether the message was longer
     * @param continued whether it goes on with the event before it of the same app, process and host
     */
    record Event(
            String id,
            String time,
            String received,
            String app,
            String process,
            String host,
            String level,
            String message,
            boolean context,
            boolean late,
            boolean cut,
            boolean continued)
            implements StreamLine {
        /** One that continues none. */
        public Event(
                String id,
                String time,
                String received,
                String app,
                String process,
                String host,
                String level,
                String message,
                boolean context,
                boolean late,
                boolean cut) {
            this(id, time, received, app, process, host, level, message, context, late, cut, false);
        }

        /** Whether it is the rest of {@code before}, which came right before it. */
        public boolean goesOnWith(Event before) {
            return continued
                    && app.equals(before.app)
                    && process.equals(before.process)
                    && host.equals(before.host)
                    && context == before.context;
        }
    }

    /**
     * Lines that are gone, with their number and why.
     *
     * @param count 0 when it is not known
     * @param after goes on behind them, where there is no {@code to}
     */
    record Gap(String from, String to, long count, String reason, String after) implements StreamLine {
        /** The reason when ids begin anew, as the journal is another. */
        public static final String RESET = "reset";

        /** The reason when the newest ids are gone with a power cut, so that they may be given to others. */
        public static final String POWER_CUT = "power-cut";

        /** The reason when the disk refused to give these. */
        public static final String UNREADABLE = "unreadable";

        public Gap(String from, String to, long count, String reason) {
            this(from, to, count, reason, "");
        }

        /** Whether it tells no ids: the lines may be of apps that this reader may not see. */
        public boolean isVeiled() {
            return from.isEmpty();
        }
    }

    /** A sign of life; {@code time} as in an event. */
    record Heartbeat(String time) implements StreamLine {}

    /**
     * A cursor to go on from: all that is before it was sent or does not match. Comes from journals of several lanes, whose ids
     * do not tell that.
     */
    record Cursor(String text) implements StreamLine {}

    /** JSON, but nothing this version knows. */
    record Other() implements StreamLine {}
}
