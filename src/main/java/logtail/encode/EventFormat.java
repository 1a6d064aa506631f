package logtail.encode;

import logtail.event.Block;

/** Encodes events for a subscriber. Not thread-safe: each {@code EncodedBlock} has its own. */
public sealed interface EventFormat permits NdjsonFormat, SseFormat, PlainFormat, CsvFormat {
    /** The formats that a subscriber can ask for. */
    enum Kind {
        NDJSON,
        /** NDJSON from which the bytes of messages that are no UTF-8 can be had again; not for every reader of JSON. */
        EXACT_NDJSON,
        SSE,
        TEXT,
        CSV;

        /** Whether {@link EventFormat#progress} writes anything. */
        public boolean hasProgress() {
            return this != TEXT && this != CSV;
        }

        /** Creates an instance for one thread, whose cursors name no journal; for readers who may see every event. */
        public EventFormat create() {
            return create("", Ids.PLAIN);
        }

        /** Creates an instance for one thread, whose cursors name this journal. */
        public EventFormat create(String journal, Ids ids) {
            return switch (this) {
                case NDJSON -> new NdjsonFormat(ids, false);
                case EXACT_NDJSON -> new NdjsonFormat(ids, true);
                case SSE -> new SseFormat(journal, ids);
                case TEXT -> new PlainFormat(ids);
                case CSV -> new CsvFormat(ids);
            };
        }
    }

    /** The event arrived too late for its place in time order. */
    int LATE = 1;

    /** The event is no match itself but context of one. */
    int CONTEXT = 2;

    /** Writes what stands before everything else, if the format has that. */
    default void head(Output out) {}

    /**
     * Writes the current event of {@code block}.
     *
     * @param marks {@link #LATE} and {@link #CONTEXT}, or 0; only JSON can show them
     */
    void event(Block block, int marks, Output out);

    /** Writes a gap. */
    void gap(Gap gap, Output out);

    /** Writes a run of matches that are left out. */
    void omitted(Omitted omitted, Output out);

    /**
     * Writes what a reader goes on with behind an event, if the format has that; it comes before one that was written for many
     * readers ({@link Ids#areOfOneReader}).
     */
    default void placeOf(long id, Output out) {}

    /** Writes a place behind which the reader goes on, if the format has a row for that. */
    default void place(String place, Output out) {}

    /** Writes how far the tail has come, if the format has a place for that. */
    default void progress(Progress progress, Output out) {}

    /** Writes the closing message of a daemon that stops, if the format has one. */
    default void bye(Output out) {}
}
