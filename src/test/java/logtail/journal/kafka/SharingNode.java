package logtail.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.event.AttemptKey;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import logtail.pipeline.Attempts;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.MemoryBudget;

/** A node that stores deliveries in a journal which it shares with others: the write path of a daemon, behind its intake. */
final class SharingNode implements AutoCloseable {
    private static final PipelineSettings SETTINGS = new PipelineSettings(4 << 20, 2048);
    private static final long DEADLINE_S = 20;

    final KafkaJournal journal;
    private final IngestPipeline pipeline;
    private final Attempts attempts;

    SharingNode(KafkaSettings settings, long recentBytes) {
        journal = KafkaJournal.open(settings, recentBytes, KafkaNodes.NO_FAULT);
        attempts = new Attempts(
                journal,
                Path.of("unused"),
                System::currentTimeMillis,
                MemoryBudget.Share.of("attempts", 1 << 20),
                SharingNode::fail);
        pipeline = IngestPipeline.start(SETTINGS, journal, block -> {}, new SimpleMeterRegistry(), SharingNode::fail);
    }

    private static void fail(String where, Throwable fault) {
        throw new AssertionError(where, fault);
    }

    Attempt begin(AttemptKey key) throws InterruptedException {
        assertThat(attempts.trouble()).isEmpty();
        var ready = new CountDownLatch(1);
        attempts.whenReady(ready::countDown);
        assertThat(ready.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        return attempts.tryBegin(key).orElseThrow();
    }

    /** Stores {@code APP MESSAGE}s of an attempt, as its next ones, and waits until they are. */
    void store(Attempt attempt, List<String> texts) throws Exception {
        var kept = new CompletableFuture<Void>();
        for (int from = 0; from < texts.size(); from += 7) {
            BlockSlot slot = claim();
            for (String text : texts.subList(from, Math.min(texts.size(), from + 7))) {
                assertThat(slot.encoder().tryAppend(line(text), 1)).isTrue();
                attempt.add(slot);
            }
            pipeline.publish(slot, null);
        }
        pipeline.publish(claim(), acknowledging(kept));
        kept.get(DEADLINE_S, TimeUnit.SECONDS);
    }

    /** The same of no delivery. */
    void store(String text) throws Exception {
        var kept = new CompletableFuture<Void>();
        BlockSlot slot = claim();
        assertThat(slot.encoder().tryAppend(line(text), 1)).isTrue();
        pipeline.publish(slot, acknowledging(kept));
        kept.get(DEADLINE_S, TimeUnit.SECONDS);
    }

    /** A whole attempt; whether all was stored before. */
    boolean deliver(AttemptKey key, List<String> texts) throws Exception {
        Attempt attempt = begin(key);
        store(attempt, texts);
        attempt.end();
        return attempt.isReplay();
    }

    private BlockSlot claim() {
        return Objects.requireNonNull(pipeline.tryClaim());
    }

    private static Line line(String text) {
        var line = new Line();
        line.app.set(Slice.of(text.substring(0, text.indexOf(' '))));
        line.message.set(Slice.of(text.substring(text.indexOf(' ') + 1)));
        return line;
    }

    private static Ack acknowledging(CompletableFuture<Void> kept) {
        return new Ack() {
            @Override
            public void kept() {
                kept.complete(null);
            }

            @Override
            public void refused(Throwable why) {
                kept.completeExceptionally(why);
            }
        };
    }

    @Override
    public void close() {
        try (journal;
                attempts) {
            pipeline.close();
        }
    }
}
