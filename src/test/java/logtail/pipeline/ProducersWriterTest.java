package logtail.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.event.AttemptKey;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.journal.Journal;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Producers across starts; a death leaves the file as it was before. */
@Timeout(60)
@Tag("slow")
class ProducersWriterTest {
    private static final MemoryBudget.Share MEMORY = MemoryBudget.Share.of("attempts", 32 << 20);
    private static final Line EMPTY = new Line();
    private static final int MANY = 50_000;

    @TempDir
    private Path folder;

    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final BlockEncoder small = new BlockEncoder(4096, 1024);
    private final BlockEncoder large = new BlockEncoder(2 << 20, 1024);
    private InMemoryJournal journal = new InMemoryJournal();
    private long nowNs = 1_000_000_000_000_000_000L;

    @Test
    void knowsAProducerAfterAStartThatWasSilentForThreeMillionEvents() throws InterruptedException {
        try (var before = ready()) {
            send(before, sequence("a", 7));
            appendUnkeyed(3_000_000);
        }
        try (var after = ready()) {
            assertKnown(after, sequence("a", 7));
        }
    }

    @Test
    void knowsItAlsoAfterManyStartsWithoutAnyKey() throws InterruptedException {
        try (var before = ready()) {
            send(before, sequence("a", 7));
        }
        for (int start = 0; start < 3; start++) {
            try (var untouched = attempts()) {
                appendUnkeyed(1_000_000);
                assertThat(untouched).isNotNull();
            }
        }
        try (var after = ready()) {
            assertKnown(after, sequence("a", 7));
        }
    }

    @Test
    void knowsItAfterADeath() throws IOException, InterruptedException {
        try (var first = attempts()) {
            assertThat(first).isNotNull();
        }
        byte[] atStart = Files.readAllBytes(file());
        try (var killed = ready()) {
            send(killed, sequence("a", 7));
            appendUnkeyed(3_000_000);
        }
        Files.write(file(), atStart); // as if it had not come to write another
        try (var after = ready()) {
            assertKnown(after, sequence("a", 7));
        }
    }

    @Test
    void writesTheFileWhileItRuns() throws IOException, InterruptedException {
        try (var attempts = ready()) {
            send(attempts, sequence("a", 7));
            appendUnkeyed(ProducersWriter.EVERY_EVENTS);
            while (saved().index() < ProducersWriter.EVERY_EVENTS) {
                Thread.onSpinWait(); // the test's timeout is the deadline
            }
            assertThat(saved().producers().remaining()).isEqualTo(Producers.SAVED_BYTES);
        }
    }

    @Test
    void neverWritesWhatTheJournalDoesNotHold() throws IOException, InterruptedException {
        try (var attempts = ready()) {
            Attempt attempt = attempts.tryBegin(sequence("a", 1)).orElseThrow();
            add(attempt);
            small.reset(); // lost on its way
            attempt.end();
            appendUnkeyed(1);
        }
        assertThat(saved().index()).isEqualTo(1);
        assertThat(saved().producers().hasRemaining()).isFalse();
        try (var after = ready()) {
            assertThat(after.tryBegin(sequence("a", 1)).orElseThrow().lines()).isZero();
        }
    }

    @Test
    void readsTheWholeJournalWhenTheFileIsDamaged() throws IOException, InterruptedException {
        for (int damaged : new int[] {0, 4, 8, 16, 24, 35, 44, 47}) {
            journal = new InMemoryJournal();
            Files.deleteIfExists(file());
            try (var before = ready()) {
                send(before, sequence("a", 7));
                appendUnkeyed(AttemptRecovery.LEAST_EVENTS);
            }
            byte[] bytes = Files.readAllBytes(file());
            assertThat(bytes).hasSize(48);
            bytes[damaged] ^= 0x10;
            Files.write(file(), bytes);
            try (var after = ready()) {
                assertKnown(after, sequence("a", 7));
            }
        }
    }

    @Test
    void readsTheWholeJournalWhenTheFileIsCutOrCannotBeRead() throws IOException, InterruptedException {
        try (var before = ready()) {
            send(before, sequence("a", 7));
            appendUnkeyed(AttemptRecovery.LEAST_EVENTS);
        }
        for (int length : new int[] {0, 5, 27, 28, 40}) {
            Files.write(file(), new byte[length]);
            try (var after = ready()) {
                assertKnown(after, sequence("a", 7));
            }
        }
        Files.delete(file());
        Files.createDirectory(file());
        try (var after = ready()) {
            assertKnown(after, sequence("a", 7));
        }
    }

    @Test
    void takesNothingFromTheFileOfAnotherJournal() throws InterruptedException {
        try (var before = ready()) {
            send(before, sequence("a", 7));
        }
        journal = new InMemoryJournal();
        appendUnkeyed(1_000);
        try (var after = ready()) {
            assertThat(after.tryBegin(sequence("a", 7)).orElseThrow().lines()).isZero();
        }
    }

    @Test
    void takesNothingFromAFileThatIsAheadOfTheJournal() throws InterruptedException {
        InMemoryJournal whole = journal;
        try (var before = ready()) {
            appendUnkeyed(1_000);
            send(before, sequence("a", 7));
        }
        journal = new InMemoryJournal(whole.id());
        appendUnkeyed(1_000);
        try (var untouched = attempts()) {
            appendUnkeyed(1_000); // the ids that were lost are there again
            assertThat(untouched).isNotNull();
        }
        try (var after = ready()) {
            assertThat(after.tryBegin(sequence("a", 7)).orElseThrow().lines()).isZero();
        }
    }

    @Test
    void takesNothingFromAFileWhoseEndALaterIdHides() throws InterruptedException {
        InMemoryJournal whole = journal;
        try (var before = ready()) {
            appendUnkeyed(1_000);
            send(before, sequence("a", 7));
        }
        journal = new InMemoryJournal(whole.id());
        appendUnkeyed(1_000);
        var afterPowerCut = new ForwardingJournal(journal) {
            @Override
            public long lastIndex(int lane) {
                return 10_000; // ids go on behind what was reserved
            }
        };
        try (var after = ready(attempts(afterPowerCut))) {
            assertThat(after.tryBegin(sequence("a", 7)).orElseThrow().lines()).isZero();
        }
    }

    @Test
    void keepsAFileWhoseEndRetentionTook() throws InterruptedException {
        try (var before = ready()) {
            send(before, sequence("a", 7));
        }
        appendUnkeyed(1_000);
        journal.forgetBefore(500);
        journal.forgetBefore(journal.lastIndex(0));
        try (var after = ready()) {
            assertKnown(after, sequence("a", 7));
        }
    }

    @Test
    void takesTheOldFileWhenADeathCameBeforeTheNewOneHadItsName() throws IOException, InterruptedException {
        try (var before = ready()) {
            send(before, sequence("a", 7));
        }
        byte[] old = Files.readAllBytes(file());
        try (var before = ready()) {
            send(before, sequence("a", 8));
            appendUnkeyed(3_000_000);
        }
        Files.move(file(), folder.resolve("producers.new"));
        Files.write(file(), old);
        try (var after = ready()) {
            assertKnown(after, sequence("a", 8));
        }
    }

    private static void assertKnown(Attempts attempts, AttemptKey key) {
        Attempt again = attempts.tryBegin(key).orElseThrow();
        assertThat(again.lines()).isEqualTo(1);
        assertThat(again.isReplay()).isTrue();
        again.end();
    }

    private static AttemptKey sequence(String producer, long sequence) {
        return AttemptKey.ofProducer("app", producer, sequence);
    }

    private Path file() {
        return folder.resolve("producers");
    }

    private ProducersFile.Content saved() throws IOException {
        return new ProducersFile(file(), journal.id()).read().orElseThrow();
    }

    private Attempts attempts() {
        return attempts(journal);
    }

    private Attempts attempts(Journal of) {
        return new Attempts(of, file(), () -> nowNs, MEMORY, (where, fault) -> faults.add(fault));
    }

    private Attempts ready() throws InterruptedException {
        return ready(attempts());
    }

    private Attempts ready(Attempts attempts) throws InterruptedException {
        var ready = new CountDownLatch(1);
        attempts.whenReady(ready::countDown);
        assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).isEmpty();
        return attempts;
    }

    private void send(Attempts attempts, AttemptKey key) {
        Attempt attempt = attempts.tryBegin(key).orElseThrow();
        add(attempt);
        append(small);
        attempt.end();
    }

    private void add(Attempt attempt) {
        assertThat(small.tryAppend(EMPTY, nowNs)).isTrue();
        attempt.add(small);
    }

    /** A day's worth, so no time of receipt leads recovery to what came before. */
    private void appendUnkeyed(long events) {
        for (long left = events; left > 0; left -= MANY) {
            nowNs += TimeUnit.HOURS.toNanos(1);
            for (long i = Math.min(left, MANY); i > 0; i--) {
                assertThat(large.tryAppend(EMPTY, nowNs)).isTrue();
            }
            append(large);
        }
    }

    private void append(BlockEncoder block) {
        block.finish();
        journal.append(block.bytes(), block.lengthBytes(), (first, last) -> {});
        journal.commit();
        block.reset();
    }
}
