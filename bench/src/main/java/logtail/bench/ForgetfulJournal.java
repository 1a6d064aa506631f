package logtail.bench;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.BitSet;
import logtail.event.Block;
import logtail.journal.CandidateRanges;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.journal.JournalReader;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;

/** Takes every block and keeps none, so that what is before it can be measured. The journal writer's alone. */
final class ForgetfulJournal implements Journal {
    private final JournalId id = JournalId.random();
    static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final int RING_BYTES = 8 << 20;

    private final Block block = new Block();
    private long lastIndex = NONE;

    /** A pipeline of default size into such a journal. */
    static IngestPipeline pipeline(PrometheusMeterRegistry metrics) {
        return IngestPipeline.start(
                new PipelineSettings(RING_BYTES, MAX_MESSAGE_BYTES),
                new ForgetfulJournal(),
                block -> {},
                metrics,
                (where, fault) -> fault.printStackTrace());
    }

    static PrometheusMeterRegistry metrics() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Override
    public JournalId id() {
        return id;
    }

    @Override
    public void append(byte[] bytes, int lengthBytes, Appended appended) {
        long firstIndex = lastIndex + 1;
        int count = block.wrap(bytes, 0).count();
        lastIndex += count;
        appended.onAppended(firstIndex, count);
    }

    @Override
    public void commit() {}

    @Override
    public JournalReader openReader(BitSet lanes) {
        throw new UnsupportedOperationException("there is nothing to read");
    }

    @Override
    public CandidateRanges candidates(Interest interest) {
        return CandidateRanges.EVERYWHERE;
    }

    @Override
    public long firstIndex(int lane) {
        return lastIndex + 1;
    }

    @Override
    public long lastIndex(int lane) {
        return lastIndex;
    }

    @Override
    public Subscription onGrowth(Runnable wake) {
        return () -> {};
    }

    @Override
    public void close() {}
}
