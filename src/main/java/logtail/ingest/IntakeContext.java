package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import logtail.access.Gate;
import logtail.ingest.rate.Rates;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.Clock;
import logtail.runtime.MemoryBudget;

/**
 * What all intakes share.
 *
 * @param pipeline the pipeline that stores the lines
 * @param maxMessageBytes longer messages are cut
 * @param clock the clock for the time of receipt
 * @param stalled the memory for unfinished messages, and for bytes read while the ring was full
 * @param gate who may send
 * @param rates how fast lines may come
 */
public record IntakeContext(
        IngestPipeline pipeline,
        int maxMessageBytes,
        Clock clock,
        MeterRegistry metrics,
        MemoryBudget.Share stalled,
        Gate gate,
        Rates rates) {
    /** A context in which everyone may send. */
    public IntakeContext(
            IngestPipeline pipeline,
            int maxMessageBytes,
            Clock clock,
            MeterRegistry metrics,
            MemoryBudget.Share stalled) {
        this(pipeline, maxMessageBytes, clock, metrics, stalled, Gate.open(), Rates.NONE);
    }
}
