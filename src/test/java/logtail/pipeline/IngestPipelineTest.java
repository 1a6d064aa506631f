package logtail.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ring and its one writer, over a journal that can be held up or made to fail. */
@Timeout(30)
@Tag("slow")
class IngestPipelineTest {
    private static final int SLOTS = 16;
    private static final PipelineSettings SETTINGS = new PipelineSettings(SLOTS * 128 * 1024L, 1024);

    private final InMemoryJournal memory = new InMemoryJournal();
    private final HeldJournal journal = new HeldJournal(memory);
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Integer> observed = new ConcurrentLinkedQueue<>();
    private final IngestPipeline pipeline = IngestPipeline.start(
            SETTINGS,
            journal,
            block -> observed.add(block.count()),
            new SimpleMeterRegistry(),
            (where, fault) -> faults.add(where + ": " + fault.getMessage()));

    @AfterEach
    void close() {
        journal.release();
        pipeline.close();
    }

    @Test
    void keepsTheOrderOfClaimsWhateverTheOrderOfPublishing() {
        BlockSlot first = claim("first");
        BlockSlot second = claim("second a", "second b");
        BlockSlot empty = claim();
        BlockSlot third = claim("third");
        var acks = new RecordingAck();
        for (BlockSlot slot : List.of(third, empty, second, first)) {
            pipeline.publish(slot, acks);
        }
        acks.await(4);
        assertThat(kept()).containsExactly("1:first", "2:second a", "3:second b", "4:third");
        assertThat(acks.refusals).isEmpty();
    }

    @Test
    void acknowledgesOnlyWhatIsCommitted() throws InterruptedException {
        journal.hold();
        var ack = new RecordingAck();
        pipeline.publish(claim("line"), ack);
        assertThat(journal.isHeld.await(10, TimeUnit.SECONDS)).isTrue(); // in the middle of the commit
        assertThat(ack.kept).hasValue(0);
        journal.release();
        ack.await(1);
        assertThat(ack.lastIndexes).containsExactly(1L);
    }

    @Test
    void missesNothingWhetherTheWriterSleepsOrNaps() {
        var acks = new RecordingAck();
        for (int i = 1; i <= 4_000; i++) {
            pipeline.publish(claim("nobody waits"), null); // it naps behind this one
            LockSupport.parkNanos(i % 4 * 50_000L); // before, during and after the nap
            pipeline.publish(claim("somebody waits"), acks);
            acks.await(i);
        }
        assertThat(memory.lastIndex(0)).isEqualTo(8_000);
    }

    @Test
    void packsWhatWaitsIntoOneBlockAndCommitsItOnce() throws InterruptedException {
        journal.hold();
        pipeline.publish(claim("held"), null);
        assertThat(journal.isHeld.await(10, TimeUnit.SECONDS)).isTrue();
        var ack = new RecordingAck();
        for (int i = 0; i < SLOTS / 4; i++) {
            pipeline.publish(claim("small " + i), ack);
        }
        pipeline.publish(claim("x".repeat(1000).repeat(1), "y".repeat(1000)), ack);
        journal.release();
        ack.await(SLOTS / 4 + 1);
        assertThat(kept()).hasSize(SLOTS / 4 + 3).element(1).isEqualTo("2:small 0");
        assertThat(observed).containsExactly(1, SLOTS / 4, 2);
        assertThat(journal.commits).hasValue(3);
    }

    @Test
    void doesNotCopyALargeBlock() {
        var ack = new RecordingAck();
        BlockSlot small = claim("small");
        BlockSlot large =
                claim(IntStream.range(0, 40).mapToObj(i -> "z".repeat(1000)).toArray(String[]::new));
        BlockSlot after = claim("after");
        for (BlockSlot slot : List.of(after, large, small)) {
            pipeline.publish(slot, ack);
        }
        ack.await(3);
        assertThat(observed).containsExactly(1, 40, 1);
        assertThat(kept()).hasSize(42).startsWith("1:small").endsWith("42:after");
    }

    @Test
    void waitsForRoomOnTheDiskAndLosesNothing() {
        var waiting = new RecordingAck();
        pipeline.publish(claim("before"), waiting);
        waiting.await(1);
        journal.isFull = true;
        var acks = new RecordingAck();
        pipeline.publish(claim("first"), acks);
        while (pipeline.trouble().isEmpty()) {
            Thread.onSpinWait();
        }
        pipeline.publish(claim("second"), acks);
        assertThat(pipeline.trouble()).isEqualTo("full, for a test");
        assertThat(acks.kept).hasValue(0);
        assertThat(kept()).containsExactly("1:before");
        journal.isFull = false;
        acks.await(2);
        assertThat(kept()).containsExactly("1:before", "2:first", "3:second");
        assertThat(pipeline.trouble()).isEmpty();
        assertThat(acks.refusals).isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void saysWhatIsLostWhenItClosesWhileTheDiskStaysFull() {
        var kept = new RecordingAck();
        pipeline.publish(claim("before"), kept);
        kept.await(1);
        journal.isFull = true;
        var refused = new RecordingAck();
        pipeline.publish(claim("a", "b"), null);
        pipeline.publish(claim("c"), refused);
        assertThatThrownBy(pipeline::close)
                .isInstanceOf(JournalFailedException.class)
                .hasMessage("stopped while full, for a test: 3 unacknowledged lines are lost");
        assertThat(refused.refusals).containsExactly("full, for a test");
        assertThat(kept()).containsExactly("1:before");
        assertThat(faults).isEmpty();
    }

    @Test
    void givesNoSlotWhileTheRingIsFullAndWakesWhoWaits() throws InterruptedException {
        journal.hold();
        var published = new ArrayList<String>();
        for (BlockSlot slot = pipeline.tryClaim(); slot != null; slot = pipeline.tryClaim()) {
            fill(slot, "line " + published.size());
            published.add("line " + published.size());
            pipeline.publish(slot, null);
        }
        assertThat(published).hasSizeGreaterThanOrEqualTo(SLOTS);
        var resumed = new CountDownLatch(2);
        var claimed = new ConcurrentLinkedQueue<BlockSlot>();
        for (int i = 0; i < 2; i++) {
            claimWhenRoom(claimed, resumed);
        }
        assertThat(resumed.getCount()).isEqualTo(2);
        journal.release();
        assertThat(resumed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(claimed).hasSize(2);
        pipeline.close();
        assertThat(kept()).hasSameSizeAs(published).endsWith(published.size() + ":" + published.getLast());
    }

    @Test
    void wakesAtOnceWhenThereIsRoomAlready() {
        var woken = new AtomicInteger();
        pipeline.whenRoom(woken::incrementAndGet);
        assertThat(woken).hasValue(1);
    }

    @Test
    void keepsEverythingOfManySendersThatWaitForRoom() throws InterruptedException {
        int senders = 4;
        int lines = 2_000;
        var threads = IntStream.range(0, senders)
                .mapToObj(sender -> Thread.ofPlatform().daemon().start(() -> send("s" + sender, lines)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        pipeline.close();
        List<String> kept = kept();
        assertThat(kept).hasSize(senders * lines);
        for (int sender = 0; sender < senders; sender++) {
            String name = "s" + sender;
            assertThat(kept.stream().map(IngestPipelineTest::message).filter(m -> m.startsWith(name + " ")))
                    .isEqualTo(IntStream.range(0, lines)
                            .mapToObj(i -> name + " " + i)
                            .toList());
        }
    }

    @Test
    void refusesEverythingAfterTheJournalFailed() throws InterruptedException {
        var before = new RecordingAck();
        pipeline.publish(claim("before"), before);
        before.await(1);
        journal.failure = new JournalFailedException("disk full");
        var ack = new RecordingAck();
        for (int i = 0; i < 10; i++) {
            BlockSlot slot = claim("lost " + i);
            pipeline.publish(slot, ack);
        }
        ack.await(10);
        assertThat(ack.refusals).hasSize(10).allMatch("disk full"::equals);
        journal.failure = null;
        var later = new RecordingAck();
        pipeline.publish(claim("later"), later);
        later.await(1);
        assertThat(later.refusals).containsExactly("disk full");
        assertThat(kept()).containsExactly("1:before");
        assertThat(faults).contains("journal-writer: disk full");
    }

    @Test
    void keepsWhatWasPublishedWhenItCloses() {
        var ack = new RecordingAck();
        pipeline.publish(claim("first"), ack);
        ack.await(1); // so the writer runs
        journal.hold();
        for (int i = 0; i < 9; i++) {
            pipeline.publish(claim("line " + i), ack);
        }
        Thread.ofVirtual().start(journal::release);
        pipeline.close();
        assertThat(ack.kept).hasValue(10);
        assertThat(kept()).hasSize(10);
        pipeline.close();
    }

    /** As an event loop does: told of room, it tries again, and waits again when another was quicker. */
    private void claimWhenRoom(ConcurrentLinkedQueue<BlockSlot> claimed, CountDownLatch resumed) {
        pipeline.whenRoom(() -> {
            BlockSlot slot = pipeline.tryClaim();
            if (slot == null) {
                claimWhenRoom(claimed, resumed);
            } else {
                claimed.add(slot);
                pipeline.publish(slot, null);
                resumed.countDown();
            }
        });
    }

    private void send(String name, int lines) {
        for (int i = 0; i < lines; i++) {
            BlockSlot slot = pipeline.tryClaim();
            while (slot == null) {
                var room = new CountDownLatch(1);
                pipeline.whenRoom(room::countDown);
                try {
                    if (!room.await(10, TimeUnit.SECONDS)) {
                        throw new AssertionError("nobody says that there is room");
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                slot = pipeline.tryClaim();
            }
            fill(slot, name + " " + i);
            pipeline.publish(slot, null);
        }
    }

    private BlockSlot claim(String... messages) {
        BlockSlot slot = pipeline.tryClaim();
        if (slot == null) {
            throw new AssertionError("the ring is full");
        }
        fill(slot, messages);
        return slot;
    }

    private static void fill(BlockSlot slot, String... messages) {
        var line = new Line();
        for (String message : messages) {
            line.message.set(Slice.of(message));
            assertThat(slot.encoder().tryAppend(line, 1)).isTrue();
        }
    }

    private List<String> kept() {
        return Blocks.readAll(memory.openReader());
    }

    private static String message(String kept) {
        return kept.substring(kept.indexOf(':') + 1);
    }

    /** Remembers what it was told and what the journal showed then. */
    private final class RecordingAck implements Ack {
        final AtomicInteger kept = new AtomicInteger();
        final ConcurrentLinkedQueue<Long> lastIndexes = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

        @Override
        public void kept() {
            lastIndexes.add(memory.lastIndex(0));
            kept.incrementAndGet();
        }

        @Override
        public void refused(Throwable why) {
            refusals.add(String.valueOf(why.getMessage()));
        }

        void await(int count) {
            long deadlineNs = System.nanoTime() + 10_000_000_000L;
            while (kept.get() + refusals.size() < count) {
                assertThat(System.nanoTime()).as("answers").isLessThan(deadlineNs);
                Thread.onSpinWait();
            }
        }
    }

    /** Waits in the commit while held; throws in the append while it has a failure. */
    private static final class HeldJournal extends ForwardingJournal {
        final CountDownLatch isHeld = new CountDownLatch(1);
        final AtomicInteger commits = new AtomicInteger();
        volatile @Nullable JournalFailedException failure;
        volatile boolean isFull;
        private volatile CountDownLatch gate = new CountDownLatch(0);

        HeldJournal(Journal target) {
            super(target);
        }

        void hold() {
            gate = new CountDownLatch(1);
        }

        void release() {
            gate.countDown();
        }

        @Override
        public void append(byte[] bytes, int lengthBytes, Appended appended) {
            if (failure != null) {
                throw failure;
            }
            if (isFull) {
                throw new JournalFullException("full, for a test");
            }
            assertThat(new Block().wrap(bytes, 0).lengthBytes()).isEqualTo(lengthBytes);
            super.append(bytes, lengthBytes, appended);
        }

        @Override
        public void commit() {
            try {
                if (gate.getCount() > 0) {
                    isHeld.countDown();
                    assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            commits.incrementAndGet();
            super.commit();
        }
    }
}
