package logtail.tail;

import logtail.event.Block;

/** How events are written to a subscriber. Not thread-safe: each {@link EncodedBlock} has its own. */
public sealed interface EventFormat permits NdjsonFormat, SseFormat, TextFormat {
    /** Which format a subscriber asks for. */
    enum Kind {
        NDJSON,
        SSE,
        TEXT;

        /** An instance of its own for one thread. */
        public EventFormat create() {
            return switch (this) {
                case NDJSON -> new NdjsonFormat();
                case SSE -> new SseFormat();
                case TEXT -> new TextFormat();
            };
        }
    }

    /** Writes the current event of {@code block}. */
    void event(Block block, Output out);

    /** Writes that the events in between were lost. */
    void gap(Gap gap, Output out);

    /** Writes that the daemon ends this stream because it stops, where the format can say so. */
    default void bye(Output out) {}
}
