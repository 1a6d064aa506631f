package logtail.encode;

import logtail.event.Block;

/** How events are written to a subscriber. Not thread-safe: each {@code EncodedBlock} has its own. */
public sealed interface EventFormat permits NdjsonFormat, SseFormat, PlainFormat {
    /** Which format a subscriber asks for. */
    enum Kind {
        NDJSON,
        SSE,
        TEXT;

        /** An instance of its own for one thread, of whatever journal. */
        public EventFormat create() {
            return create("");
        }

        /** An instance of its own for one thread, whose cursors name this journal when they are shown. */
        public EventFormat create(String journal) {
            return switch (this) {
                case NDJSON -> new NdjsonFormat();
                case SSE -> new SseFormat(journal);
                case TEXT -> new PlainFormat();
            };
        }
    }

    /** The event came too late to stand where its time belongs. */
    int LATE = 1;

    /** The event is not selected itself, but stands near one that is. */
    int CONTEXT = 2;

    /**
     * Writes the current event of {@code block}.
     *
     * @param marks {@link #LATE} and {@link #CONTEXT}, or 0; only JSON can show them
     */
    void event(Block block, int marks, Output out);

    /** Writes that the events in between were lost. */
    void gap(Gap gap, Output out);

    /** Writes that the daemon ends this stream because it stops, where the format can say so. */
    default void bye(Output out) {}
}
