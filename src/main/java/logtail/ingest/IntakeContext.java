package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.Clock;
import logtail.runtime.MemoryBudget;

/**
 * What all ways in have in common.
 *
 * @param pipeline where their lines go
 * @param maxMessageBytes longer messages are cut
 * @param clock tells the time of receipt
 * @param stalled memory for unfinished messages, and for what was read while the ring was full
 */
public record IntakeContext(
        IngestPipeline pipeline, int maxMessageBytes, Clock clock, MeterRegistry metrics, MemoryBudget.Share stalled) {}
