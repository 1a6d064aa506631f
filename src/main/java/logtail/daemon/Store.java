package logtail.daemon;

import io.micrometer.core.instrument.MeterRegistry;
import logtail.journal.Journal;
import logtail.runtime.Json;

/** The journal of a daemon, with what only its engine can tell. Closing it closes the journal. Any thread. */
interface Store extends AutoCloseable {
    Journal journal();

    /** Registers what is measured of the engine; called once. */
    void measure(MeterRegistry metrics);

    /** Adds what the engine tells to the {@code journal} of {@code GET /status}. */
    void describe(Json status);

    @Override
    void close();
}
