package logtail.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import logtail.encode.EventFormat;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.query.TailQuery;
import logtail.runtime.Deadline;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions between history and the live group, with both threads at work. */
@Timeout(60)
@Tag("slow")
class TailHubTest {
    private static final long NO_CURSOR = -1;

    private final InMemoryJournal memory = new InMemoryJournal();
    private final ForwardingJournal journal = new ForwardingJournal(memory);
    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final TailHub hub = TailHub.start(
            journal,
            logtail.runtime.Clock.system(),
            new SimpleMeterRegistry(),
            (where, fault) -> faults.add(fault),
            MemoryBudget.Share.of("held", 1 << 20));

    @AfterEach
    void close() {
        hub.close();
        assertThat(faults).isEmpty();
        assertThat(journal.openReaders()).isZero();
    }

    @Test
    void goesFromHistoryIntoWhatComes() throws Exception {
        Blocks.commit(journal, 1, "a", "b");
        var all = follow(new Query());
        var last = follow(new Query().lines(1));
        var none = follow(new Query().lines(0));
        assertThat(all.awaitMessages(2)).containsExactly("a", "b");
        assertThat(last.awaitMessages(1)).containsExactly("b");
        Blocks.commit(journal, 2, "c");
        Blocks.commit(journal, 3, "d");
        assertThat(all.awaitMessages(4)).containsExactly("a", "b", "c", "d");
        assertThat(last.awaitMessages(3)).containsExactly("b", "c", "d");
        assertThat(none.awaitMessages(2)).containsExactly("c", "d");
    }

    @Test
    void leavesASlowSessionBehindAndTakesItBack() throws Exception {
        var slow = new RecordingSink(3);
        open(new Query().following().build(), EventFormat.Kind.NDJSON, slow);
        var quick = follow(new Query());
        for (int i = 1; i <= 50; i++) {
            Blocks.commit(journal, i, "line " + i);
        }
        assertThat(quick.awaitMessages(50)).hasSize(50);
        slow.awaitWaiting();
        assertThat(slow.messages()).containsExactly("line 1", "line 2", "line 3");
        for (int i = 51; i <= 60; i++) {
            Blocks.commit(journal, i, "line " + i);
        }
        assertThat(quick.awaitMessages(60)).hasSize(60);
        while (slow.items().size() < 60) {
            slow.take();
        }
        assertThat(slow.messages())
                .isEqualTo(
                        IntStream.rangeClosed(1, 60).mapToObj(i -> "line " + i).toList());
        slow.take();
        Blocks.commit(journal, 61, "live again");
        assertThat(slow.awaitMessages(61)).endsWith("live again");
    }

    @Test
    void tellsASessionThatWasTooSlowForRetentionWhatItMissed() throws Exception {
        var slow = new RecordingSink(1);
        open(new Query().following().build(), EventFormat.Kind.NDJSON, slow);
        Blocks.commit(journal, 1, "a");
        slow.awaitWaiting();
        Blocks.commit(journal, 2, "b", "c");
        Blocks.commit(journal, 3, "d");
        memory.forgetBefore(4);
        slow.take();
        assertThat(slow.awaitMessages(3)).containsExactly("a", "gap 2-3 2 retention", "d");
    }

    @Test
    void lettingAStreamBreakTellsAReaderOfHistoryThatThisWasNotAll() throws Exception {
        Blocks.commit(journal, 1, "a");
        Blocks.commit(journal, 2, "b");
        var stuck = new RecordingSink(1);
        open(new Query().build(), EventFormat.Kind.NDJSON, stuck);
        stuck.awaitWaiting();
        hub.close();
        assertThat(stuck.messages()).containsExactly("a");
        assertThat(stuck.isEnded()).isFalse();
    }

    @Test
    void keepsASessionOutOfTheLiveGroupUntilItIsLevelThoughItHasRoomAgain() throws Exception {
        for (int i = 1; i <= 5; i++) {
            Blocks.commit(journal, i, "line " + i);
        }
        var fullOnce = new ForwardingSink() {
            private int asked;
            private final AtomicInteger waits = new AtomicInteger();

            @Override
            public boolean hasRoom() {
                asked++;
                return asked != 3 && asked != 4;
            }

            @Override
            public void whenRoom(Runnable resume) {
                waits.incrementAndGet();
                resume.run();
            }
        };
        open(new Query().following().build(), EventFormat.Kind.NDJSON, fullOnce);
        assertThat(fullOnce.shown.awaitMessages(5)).hasSize(5);
        assertThat(fullOnce.waits).hasValue(1);
    }

    @Test
    void letsGoOfWhatWasGatheredForASubscriberWhoWentAway() throws Exception {
        var sessions = new AtomicReference<TailSession>();
        var flushed = new CountDownLatch(1);
        var sink = new ForwardingSink() {
            private boolean isCancelled;

            @Override
            public void write(byte[] bytes, int from, int length) {
                isCancelled = true;
                hub.cancel(Objects.requireNonNull(sessions.get()));
            }

            @Override
            public void flush() {
                if (isCancelled) {
                    flushed.countDown();
                }
            }
        };
        TailSession session = hub.open(View.ALL, new Query().following().build(), EventFormat.Kind.NDJSON, sink);
        sessions.set(session);
        hub.begin(session);
        while (session.state() != TailSession.State.LIVE) {
            Thread.onSpinWait();
        }
        Blocks.commit(journal, 1, "a");
        assertThat(flushed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** A sink that is never full, for tests that disturb a part of it. */
    private static class ForwardingSink implements TailSink {
        final RecordingSink shown = RecordingSink.wide();

        @Override
        public void write(byte[] bytes, int from, int length) {
            shown.write(bytes, from, length);
        }

        @Override
        public void flush() {
            shown.flush();
        }

        @Override
        public boolean hasRoom() {
            return shown.hasRoom();
        }

        @Override
        public void whenRoom(Runnable resume) {
            shown.whenRoom(resume);
        }

        @Override
        public void end() {
            shown.end();
        }

        @Override
        public void breakOff() {
            shown.breakOff();
        }
    }

    @Test
    void saysGoodByeAndEndsEveryStreamWhenItCloses() throws Exception {
        Blocks.commit(journal, 1, "a");
        var live = RecordingSink.wide();
        open(new Query().following().build(), EventFormat.Kind.SSE, live);
        var waiting = new RecordingSink(1);
        open(new Query().following().build(), EventFormat.Kind.SSE, waiting);
        waiting.awaitWaiting();
        hub.close();
        assertThat(live.isEnded()).isTrue();
        assertThat(live.items()).hasSize(2).endsWith("event: bye\ndata: {}\n\n");
        assertThat(waiting.isEnded()).isTrue();
    }

    @Test
    void closesEveryWorkerThoughOneDoesNotEnd() throws Exception {
        CountDownLatch mayLeave = stickInAWorker();
        assertThatThrownBy(hub::close).hasMessageMatching("tail-history-\\d did not end within PT(?:5|4\\.9\\d*)S");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("tail-"))
                .hasSize(1);
        mayLeave.countDown();
    }

    @Test
    void closesByTheDeadlineThoughAWorkerIsStuck() throws Exception {
        CountDownLatch mayLeave = stickInAWorker();
        long startNs = System.nanoTime();
        assertThatThrownBy(() -> hub.close(Deadline.in(Duration.ofMillis(100))))
                .hasMessageContaining("did not end within");
        assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(4));
        mayLeave.countDown();
    }

    /** A session whose reader keeps the worker until the latch is counted down. */
    private CountDownLatch stickInAWorker() throws InterruptedException {
        var isIn = new CountDownLatch(1);
        var mayLeave = new CountDownLatch(1);
        var stuck = new ForwardingSink() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                isIn.countDown();
                awaitIt(mayLeave);
            }
        };
        Blocks.commit(journal, 1, "a");
        open(new Query().build(), EventFormat.Kind.NDJSON, stuck);
        assertThat(isIn.await(20, TimeUnit.SECONDS)).isTrue();
        return mayLeave;
    }

    @Test
    void closesTheReadersOfSessionsThatAreCancelled() throws Exception {
        Blocks.commit(journal, 1, "a");
        var waiting = new RecordingSink(1);
        TailSession slow = open(new Query().following().build(), EventFormat.Kind.NDJSON, waiting);
        waiting.awaitWaiting();
        var sink = RecordingSink.wide();
        TailSession quick = open(new Query().following().build(), EventFormat.Kind.NDJSON, sink);
        sink.awaitMessages(1);
        hub.cancel(slow);
        waiting.take(); // as a channel does when it closes
        hub.cancel(quick);
        hub.cancel(quick);
        awaitReaders(1); // that of the live group
        Blocks.commit(journal, 2, "b");
        var later = follow(new Query());
        later.awaitMessages(2);
        assertThat(sink.messages()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void joinsAtAnyMomentWithoutAHoleOrADouble(long seed) throws Exception {
        var random = new Random(seed);
        int total = 1_500;
        var allJoined = new CountDownLatch(1); // else the last one may wait for something that never comes
        Thread writer = Thread.ofPlatform().daemon().start(() -> {
            write(1, total - 6, new Random(seed));
            awaitIt(allJoined);
            write(total - 5, total, new Random(seed));
        });
        var joined = new ArrayList<Joined>();
        for (int i = 0; i < 12; i++) {
            awaitIndex(random.nextInt(total * i / 12 + 1));
            joined.add(join(random));
        }
        allJoined.countDown();
        writer.join();
        for (Joined session : joined) {
            session.drain(total);
            session.expectExactly(total, "seed " + seed);
        }
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TailSession open(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        return hub.begin(hub.open(View.ALL, query, kind, sink));
    }

    private RecordingSink follow(Query query) {
        var sink = RecordingSink.wide();
        open(query.following().build(), EventFormat.Kind.NDJSON, sink);
        return sink;
    }

    private void awaitIndex(long index) {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (journal.lastIndex(0) < index) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private void awaitReaders(int count) {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (journal.openReaders() != count) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    /** Event i is of app db when i is a multiple of 3, else of web; both apps end with one of the last events. */
    private void write(int first, int last, Random random) {
        for (int next = first; next <= last; ) {
            var lines = new Lines();
            int end = Math.min(last, next + random.nextInt(6));
            for (; next <= end; next++) {
                lines.add(next, next % 3 == 0 ? "db" : "web", "", "", Severity.INFO, "event " + next);
            }
            lines.commitTo(journal);
        }
    }

    private Joined join(Random random) {
        boolean isDb = random.nextBoolean();
        var sink = new RecordingSink(random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(40));
        long before = journal.lastIndex(0);
        long lines = random.nextInt(3) == 0 ? TailQuery.ALL : random.nextInt(60);
        long after = random.nextInt(3) == 0 ? random.nextLong(before + 1) : NO_CURSOR;
        var query = new Query().lines(lines).following();
        if (after != NO_CURSOR) {
            query.after(after);
        }
        if (isDb) {
            query.apps("db");
        }
        open(query.build(), EventFormat.Kind.NDJSON, sink);
        return new Joined(sink, isDb, lines, after, before, journal.lastIndex(0));
    }

    /** A session, and the last ids of the journal right before and after it was opened. */
    private record Joined(RecordingSink sink, boolean isDb, long lines, long after, long before, long since) {
        void drain(long total) {
            long last = total / 3 * 3;
            String end = "event " + (isDb ? last : total);
            long deadlineNs = System.nanoTime() + 20_000_000_000L;
            while (true) {
                List<String> items = sink.items();
                if (!items.isEmpty() && items.getLast().contains('"' + end + '"')) {
                    return;
                }
                assertThat(System.nanoTime())
                        .as("%s has %s", this, items.size())
                        .isLessThan(deadlineNs);
                sink.take();
                Thread.onSpinWait();
            }
        }

        void expectExactly(long total, String seed) {
            List<Long> got = sink.items().stream()
                    .map(item -> Long.parseLong(item.substring(7, item.indexOf('"', 7))))
                    .toList();
            assertThat(got).as("%s, %s", this, seed).isEqualTo(wanted(got.getFirst() - 1, total));
            long start = got.getFirst() - 1;
            assertThat(start).isGreaterThanOrEqualTo(after);
            long first = Math.max(0, after);
            if (lines == TailQuery.ALL) {
                assertThat(wanted(first, start)).as("%s, %s", this, seed).isEmpty();
            } else {
                assertThat((long) wanted(start, before).size())
                        .as("%s, %s", this, seed)
                        .isLessThanOrEqualTo(lines);
                assertThat((long) wanted(start, since).size())
                        .as("%s, %s", this, seed)
                        .isGreaterThanOrEqualTo(
                                Math.min(lines, wanted(first, before).size()));
            }
        }

        private List<Long> wanted(long from, long to) {
            return LongStream.rangeClosed(from + 1, to)
                    .filter(id -> !isDb || id % 3 == 0)
                    .boxed()
                    .toList();
        }
    }
}
