package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import logtail.access.Gate;
import logtail.ingest.rate.Rates;
import logtail.pipeline.IngestPipeline;
import logtail.redact.Redaction;
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
 * @param halfLines the unfinished messages of all streams
 * @param joins which lines are joined to events
 * @param redaction what is taken out of lines before they are stored
 */
public record IntakeContext(
        IngestPipeline pipeline,
        int maxMessageBytes,
        Clock clock,
        MeterRegistry metrics,
        MemoryBudget.Share stalled,
        Gate gate,
        Rates rates,
        HalfLines halfLines,
        JoinSettings joins,
        Optional<Redaction> redaction) {
    /** A context in which everyone may send, no lines are joined, and all is stored as it is. */
    public IntakeContext(
            IngestPipeline pipeline,
            int maxMessageBytes,
            Clock clock,
            MeterRegistry metrics,
            MemoryBudget.Share stalled) {
        this(pipeline, maxMessageBytes, clock, metrics, stalled, Gate.open());
    }

    /** A context in which no lines are joined, and all is stored as it is. */
    public IntakeContext(
            IngestPipeline pipeline,
            int maxMessageBytes,
            Clock clock,
            MeterRegistry metrics,
            MemoryBudget.Share stalled,
            Gate gate) {
        this(pipeline, maxMessageBytes, clock, metrics, stalled, gate, Rates.NONE, new HalfLines(Duration.ofSeconds(30)), JoinSettings.OFF, Optional.empty());
    }
}
