package logtail.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import logtail.event.AttemptKey;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.journal.FaultyJournal;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag("slow")
class AttemptsTest {
    @TempDir
    private Path folder;

    private static final AttemptKey KEY = AttemptKey.of("app", "key");

    private static final MemoryBudget.Share MEMORY = MemoryBudget.Share.of("attempts", 32 << 20);
    private static final Line EMPTY = new Line();

    private final BlockEncoder large = new BlockEncoder(2 << 20, 1024);
    private final InMemoryJournal journal = new InMemoryJournal();
    private final BlockEncoder block = new BlockEncoder(4096, 1024);
    private long nowNs = 1_000_000_000_000_000_000L;
    private final List<Throwable> faults = new ArrayList<>();

    @Test
    void noticesThatAKeyComesWithAnotherBodyAndKeepsToTheFirst() throws InterruptedException {
        try (var attempts = ready()) {
            Attempt first = attempts.tryBegin(KEY, Optional.empty(), 1).orElseThrow();
            write(first, "one");
            first.end();
            for (int round = 0; round < 2; round++) {
                Attempt other = attempts.tryBegin(KEY, Optional.empty(), 2).orElseThrow();
                assertThat(other.isOfOtherBody()).isTrue();
                other.end();
                Attempt same = attempts.tryBegin(KEY, Optional.empty(), 1).orElseThrow();
                assertThat(same.isOfOtherBody()).isFalse();
                assertThat(same.isReplay()).isTrue();
                same.end();
            }
        }
        append();
        try (var later = ready()) { // receipts tell no bodies
            Attempt any = later.tryBegin(KEY, Optional.empty(), 2).orElseThrow();
            assertThat(any.isOfOtherBody()).isFalse();
            assertThat(any.lines()).isEqualTo(1);
        }
    }

    @Test
    void anotherTryBeginsOnlyWhenTheOneBeforeIsOverAndGoesOnBehindIt() throws InterruptedException {
        try (var attempts = ready()) {
            Attempt first = begin(attempts, KEY);
            assertThat(first.isReplay()).isFalse();
            write(first, "one");
            assertThat(attempts.tryBegin(KEY)).isEmpty();
            first.end();
            Attempt second = begin(attempts, KEY);
            assertThat(second.lines()).isEqualTo(1);
            assertThat(second.isReplay()).isTrue();
            write(second, "two");
            assertThat(second.isReplay()).isFalse();
        }
    }

    @Test
    void whatTheJournalHoldsIsKnownAfterAStart() throws InterruptedException {
        try (var before = ready()) {
            Attempt attempt = begin(before, KEY);
            write(attempt, "one", "two");
            append();
            write(attempt, "three");
            append();
        }
        try (var attempts = ready()) {
            assertThat(begin(attempts, KEY).lines()).isEqualTo(3);
            assertThat(begin(attempts, AttemptKey.of("other", "key")).lines()).isZero();
        }
    }

    @Test
    void aKeyIsKnownWhileItIsAmongTheNewestHundredThousand() throws InterruptedException {
        try (var attempts = ready()) {
            for (int i = 0; i <= RecentKeys.KEEP_COUNT; i++) {
                send(attempts, key(i));
                nowNs += RecentKeys.KEEP_FOR_NS / 1_000; // 100 minutes in all
            }
            assertThat(begin(attempts, key(0)).lines()).isEqualTo(1);
        }
    }

    @Test
    void aKeyIsKnownForTenMinutesHoweverManyComeAsLongAsThereIsMemory() throws InterruptedException {
        try (var attempts = ready()) {
            for (int i = 0; i < 3 * RecentKeys.KEEP_COUNT; i++) {
                send(attempts, key(i));
                nowNs += RecentKeys.KEEP_FOR_NS / (3 * RecentKeys.KEEP_COUNT);
            }
            assertThat(begin(attempts, key(0)).lines()).isEqualTo(1);
        }
    }

    @Test
    void whatIsOldAndFarBackIsForgotten() throws InterruptedException {
        try (var attempts = ready()) {
            for (int i = 0; i < 3 * RecentKeys.KEEP_COUNT; i++) {
                send(attempts, key(i));
                nowNs += RecentKeys.KEEP_FOR_NS / 1_000;
            }
            assertThat(begin(attempts, key(0)).lines()).isZero();
        }
    }

    @Test
    void aProducerIsKnownHoweverManyOthersPost() throws InterruptedException {
        try (var attempts = ready()) {
            send(attempts, sequence("a", 7));
            for (int i = 0; i < 1_000_000; i++) {
                send(attempts, i % 2 == 0 ? key(i) : sequence("other " + i % 1_000, i));
                nowNs += RecentKeys.KEEP_FOR_NS / 1_000;
            }
            Attempt again = begin(attempts, sequence("a", 7));
            assertThat(again.lines()).isEqualTo(1);
            assertThat(again.isReplay()).isTrue();
        }
    }

    @Test
    void allBeforeTheLastSequenceOfAProducerIsAReplayAndWhatIsBehindItIsNew() throws InterruptedException {
        try (var attempts = ready()) {
            send(attempts, sequence("a", 5));
            Attempt earlier = begin(attempts, sequence("a", 4));
            assertThat(earlier.lines()).isEqualTo(Attempt.ALL);
            assertThat(earlier.isReplay()).isTrue();
            earlier.end();
            assertThat(begin(attempts, sequence("b", 4)).lines()).isZero();
            Attempt next = begin(attempts, sequence("a", 6));
            assertThat(next.lines()).isZero();
            assertThat(attempts.tryBegin(sequence("a", 7))).as("one at a time").isEmpty();
            next.end();
            assertThat(begin(attempts, sequence("a", 5)).lines())
                    .as("6 brought nothing")
                    .isEqualTo(1);
        }
    }

    @Test
    void aSequenceThatIsKeptInPartGoesOnWhereItStoppedAlsoAfterAStart() throws InterruptedException {
        for (int start = 0; start < 3; start++) {
            try (var attempts = ready()) {
                Attempt attempt = begin(attempts, sequence("a", 1));
                assertThat(attempt.lines()).isEqualTo(start);
                write(attempt, "line " + start);
                append();
            }
        }
    }

    @Test
    void whatWasSentUnderAKeyBeforeItsSenderCountedIsKnown() throws InterruptedException {
        try (var attempts = ready()) {
            send(attempts, KEY);
            Attempt again =
                    attempts.tryBegin(sequence("a", 1), Optional.of(KEY), 1).orElseThrow();
            assertThat(again.isReplay()).isTrue();
            again.end();
            assertThat(begin(attempts, sequence("a", 1)).lines()).isEqualTo(1);
        }
    }

    @Test
    void recoveryCoversTheTimeThatKeysAreKnownFor() throws InterruptedException {
        try (var before = ready()) {
            Attempt attempt = begin(before, KEY);
            write(attempt, "x");
            append();
            attempt.end();
        }
        appendLeastEvents();
        try (var after = ready()) {
            assertThat(begin(after, KEY).lines()).isEqualTo(1);
        }
    }

    @Test
    void recoveryGoesOnBehindWhatTheDiskRefuses() throws InterruptedException {
        try (var before = ready()) {
            Attempt refused = begin(before, AttemptKey.of("app", "refused"));
            write(refused, "x");
            append();
            refused.end();
            Attempt attempt = begin(before, KEY);
            write(attempt, "y");
            append();
            attempt.end();
        }
        appendLeastEvents();
        try (var after = ready(new FaultyJournal(journal).refuse(1))) {
            assertThat(begin(after, KEY).lines()).isEqualTo(1);
            assertThat(begin(after, AttemptKey.of("app", "refused")).lines()).isZero();
        }
    }

    @Test
    void recoveryPausesWhenTheDiskRefusesEverythingAndEndsNothing() throws InterruptedException {
        var reads = new AtomicInteger();
        var refused = new CountDownLatch(JournalReader.MOST_REFUSALS);
        try (var attempts = refusing(() -> {
            reads.incrementAndGet();
            refused.countDown();
        })) {
            attempts.whenReady(() -> {});
            assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(reads)
                .as("another round comes after a pause")
                .hasValueLessThanOrEqualTo(2 * JournalReader.MOST_REFUSALS);
        assertThat(faults).isEmpty();
    }

    @Test
    void whoeverAsksFirstReadsNothingOnItsOwnThread() throws InterruptedException {
        var readers = ConcurrentHashMap.<Thread>newKeySet();
        var ready = new CountDownLatch(1);
        try (var attempts = refusing(() -> {
            readers.add(Thread.currentThread());
            ready.countDown();
        })) {
            attempts.whenReady(() -> {});
            assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(readers).doesNotContain(Thread.currentThread());
    }

    private void appendLeastEvents() {
        for (long events = 0; events < AttemptRecovery.LEAST_EVENTS; events += 50_000) {
            for (int i = 0; i < 50_000; i++) {
                assertThat(large.tryAppend(EMPTY, nowNs)).isTrue();
            }
            large.finish();
            journal.append(large.bytes(), large.lengthBytes(), (first, last) -> {});
            large.reset();
        }
        journal.commit();
    }

    private static AttemptKey key(int number) {
        return new AttemptKey(number * 0x9E3779B97F4A7C15L, number, false);
    }

    private static AttemptKey sequence(String producer, long sequence) {
        return AttemptKey.ofProducer("app", producer, sequence);
    }

    private void send(Attempts attempts, AttemptKey key) {
        Attempt attempt = begin(attempts, key);
        write(attempt, "x");
        attempt.end();
    }

    private Attempts ready() throws InterruptedException {
        return ready(journal);
    }

    private Attempts ready(Journal source) throws InterruptedException {
        var attempts = new Attempts(
                source, folder.resolve("producers"), () -> nowNs, MEMORY, (where, fault) -> faults.add(fault));
        var ready = new CountDownLatch(1);
        attempts.whenReady(ready::countDown);
        assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).isEmpty();
        return attempts;
    }

    private Attempts refusing(Runnable onRead) {
        var refusing = new ForwardingJournal(journal) {
            @Override
            public JournalReader openReader() {
                return new RefusingReader(onRead);
            }
        };
        return new Attempts(
                refusing, folder.resolve("producers"), () -> nowNs, MEMORY, (where, fault) -> faults.add(fault));
    }

    private static Attempt begin(Attempts attempts, AttemptKey key) {
        return attempts.tryBegin(key).orElseThrow();
    }

    private void write(Attempt attempt, String... messages) {
        var line = new Line();
        for (String message : messages) {
            line.message.set(Slice.of(message));
            if (!block.tryAppend(line, nowNs)) {
                block.reset();
                block.tryAppend(line, nowNs);
            }
            attempt.add(block);
        }
        if (block.count() > 30) {
            block.reset();
        }
    }

    private void append() {
        block.finish();
        journal.append(block.bytes(), block.lengthBytes(), (first, last) -> {});
        journal.commit();
        block.reset();
    }

    /** Refuses every read. */
    private record RefusingReader(Runnable onRead) implements JournalReader {
        @Override
        public void seek(long index) {}

        @Override
        public void seekReceived(long receivedNs) {
            onRead.run();
        }

        @Override
        public Block next() {
            onRead.run();
            throw new JournalUnreadableException("on purpose");
        }

        @Override
        public void close() {}
    }
}
