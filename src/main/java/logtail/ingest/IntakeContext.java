package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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
 * @param memory of what cannot be stored yet
 * @param senders what senders may do
 * @param lines what is made of lines before they are stored
 */
public record IntakeContext(
        IngestPipeline pipeline,
        int maxMessageBytes,
        Clock clock,
        MeterRegistry metrics,
        HeldMemory memory,
        SenderRules senders,
        LineRules lines) {
    /** A context in which everyone may send, no lines are joined, and all is stored as it is. */
    public IntakeContext(
            IngestPipeline pipeline,
            int maxMessageBytes,
            Clock clock,
            MeterRegistry metrics,
            MemoryBudget.Share stalled) {
        this(
                pipeline,
                maxMessageBytes,
                clock,
                metrics,
                new HeldMemory(stalled, new HalfLines(Duration.ofSeconds(30))),
                new SenderRules(Gate.open(), Rates.NONE),
                LineRules.NONE);
    }

    /** The same but for what senders may do. */
    public IntakeContext with(SenderRules rules) {
        return new IntakeContext(pipeline, maxMessageBytes, clock, metrics, memory, rules, lines);
    }

    /** The same but for what is made of lines. */
    public IntakeContext with(LineRules rules) {
        return new IntakeContext(pipeline, maxMessageBytes, clock, metrics, memory, senders, rules);
    }
}
