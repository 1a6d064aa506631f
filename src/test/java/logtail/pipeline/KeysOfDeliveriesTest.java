package logtail.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.event.AttemptKey;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.journal.SharedJournal;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts of a journal that nodes share, which counts the lines of keys itself. */
@Timeout(30)
class KeysOfDeliveriesTest {
    private static final AttemptKey KEY = AttemptKey.of("app", "key");

    private final List<Integer> appended = new ArrayList<>(); // how many events at once
    private final CountDownLatch isToCommit = new CountDownLatch(1);
    private final InMemoryJournal memory = new InMemoryJournal();
    private final SharedJournal journal = new SharedJournal(new ForwardingJournal(memory) {
        @Override
        public void append(byte[] bytes, int lengthBytes, Appended told) {
            super.append(bytes, lengthBytes, (first, count) -> {
                appended.add(count);
                told.onAppended(first, count);
            });
        }

        @Override
        public void commit() {
            try {
                assertThat(isToCommit.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            super.commit();
        }
    });
    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final IngestPipeline pipeline = IngestPipeline.start(
            new PipelineSettings(4 << 20, 1024),
            journal,
            block -> {},
            new SimpleMeterRegistry(),
            (where, fault) -> faults.add(fault));
    private final Attempts attempts = new Attempts(
            journal,
            Path.of("unused"),
            () -> 1,
            MemoryBudget.Share.of("attempts", 1 << 20),
            (where, fault) -> faults.add(fault));

    @AfterEach
    void close() {
        isToCommit.countDown();
        attempts.close();
        pipeline.close();
        assertThat(faults).isEmpty();
    }

    @Test
    void putLinesOfAKeyBesideNoOthersHoweverSmallTheyAre() {
        Attempt one = attempts.tryBegin(KEY).orElseThrow();
        Attempt other = attempts.tryBegin(AttemptKey.of("app", "other")).orElseThrow();
        publish(null, "held");
        publish(null, "a");
        publish(null, "b");
        publish(one, "1", "2");
        publish(other, "x");
        publish(null, "c");
        publish(null, "d");
        publish(one, "3");
        isToCommit.countDown();
        pipeline.close();
        assertThat(Blocks.readAll(memory.openReader()))
                .containsExactly("1:held", "2:a", "3:b", "4:1", "5:2", "6:x", "7:c", "8:d", "9:3");
        assertThat(appended.subList(appended.size() - 4, appended.size())).containsExactly(2, 1, 2, 1);
    }

    @Test
    void takeAllLinesEachTimeAndTellWhetherAnyWasNew() {
        for (int round = 0; round < 3; round++) {
            Attempt attempt = attempts.tryBegin(KEY).orElseThrow();
            assertThat(attempt.lines()).isZero();
            assertThat(attempts.tryBegin(KEY)).isEmpty();
            publish(attempt, "1", "2", round == 0 ? "" : "3");
            isToCommit.countDown();
            awaitEmptyRing();
            assertThat(attempt.isReplay()).isEqualTo(round > 0);
            attempt.end();
        }
        assertThat(Blocks.readAll(memory.openReader())).hasSize(3);
    }

    @Test
    void skipAllOfASequenceThatALaterOneFollowed() {
        isToCommit.countDown();
        Attempt later = attempts.tryBegin(AttemptKey.ofProducer("app", "a", 5)).orElseThrow();
        publish(later, "x");
        awaitEmptyRing();
        later.end();
        Attempt earlier =
                attempts.tryBegin(AttemptKey.ofProducer("app", "a", 4)).orElseThrow();
        assertThat(earlier.lines()).isEqualTo(Attempt.ALL);
        assertThat(earlier.isReplay()).isTrue();
    }

    @Test
    void noticeThatAKeyComesWithAnotherBody() {
        isToCommit.countDown();
        Attempt first = attempts.tryBegin(KEY, Optional.empty(), 1).orElseThrow();
        publish(first, "x");
        first.end();
        Attempt other = attempts.tryBegin(KEY, Optional.empty(), 2).orElseThrow();
        assertThat(other.isOfOtherBody()).isTrue();
        other.end();
        assertThat(attempts.tryBegin(KEY, Optional.empty(), 1).orElseThrow().isOfOtherBody())
                .isFalse();
    }

    @Test
    void refuseASlotThatHasOtherLines() {
        Attempt attempt = attempts.tryBegin(KEY).orElseThrow();
        BlockSlot slot = Objects.requireNonNull(pipeline.tryClaim());
        add(slot, "of nobody");
        add(slot, "of the key");
        assertThatThrownBy(() -> attempt.add(slot)).isInstanceOf(IllegalStateException.class);
        pipeline.publish(slot, null);
    }

    private void publish(@Nullable Attempt attempt, String... messages) {
        BlockSlot slot = Objects.requireNonNull(pipeline.tryClaim());
        for (String message : messages) {
            add(slot, message);
            if (attempt != null) {
                attempt.add(slot);
            }
        }
        pipeline.publish(slot, null);
    }

    private static void add(BlockSlot slot, String message) {
        var line = new Line();
        line.message.set(Slice.of(message));
        assertThat(slot.encoder().tryAppend(line, 1)).isTrue();
    }

    private void awaitEmptyRing() {
        while (pipeline.usedRingSlots() > 0) {
            Thread.onSpinWait();
        }
    }
}
