package logtail.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import logtail.event.AttemptKey;
import logtail.event.BlockEncoder;
import logtail.journal.InMemoryJournal;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two requests that try to begin the same key at once, for real: the model checker cannot look into arrays of bytes. */
@Tag("slow")
class AttemptsRaceTest {
    private static final int ROUNDS = 20_000;

    @TempDir
    private Path folder;

    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

    @Test
    void givesASequenceToOneAtATimeAndTheNextGoesOnBehindIt() throws InterruptedException {
        try (var attempts = attempts()) {
            race(attempts, true);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void givesAFreeKeyToOneAtATimeAndTheNextGoesOnBehindIt() throws InterruptedException {
        try (var attempts = attempts()) {
            race(attempts, false);
        }
        assertThat(faults).isEmpty();
    }

    private static void race(Attempts attempts, boolean isSequence) throws InterruptedException {
        for (int round = 1; round <= ROUNDS; round++) {
            var race = new Race(attempts, new AttemptKey(isSequence ? 1 : round, round, isSequence));
            Thread other = Thread.ofPlatform().start(race::send);
            race.send();
            other.join();
            assertThat(race.wrong.get()).isEmpty();
            Attempt last = attempts.tryBegin(race.key).orElseThrow();
            assertThat(last.lines()).isPositive().isEqualTo(race.sent.get());
            last.end();
        }
    }

    private Attempts attempts() {
        return new Attempts(
                new InMemoryJournal(),
                folder.resolve("producers"),
                () -> 1,
                MemoryBudget.Share.of("attempts", 1 << 20),
                (where, fault) -> faults.add(fault));
    }

    /** Two threads with one key. */
    private static final class Race {
        private final Attempts attempts;
        private final AttemptKey key;
        private final AtomicInteger holders = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicReference<String> wrong = new AtomicReference<>("");

        Race(Attempts attempts, AttemptKey key) {
            this.attempts = attempts;
            this.key = key;
        }

        void send() {
            Optional<Attempt> attempt = attempts.tryBegin(key);
            if (attempt.isPresent()) {
                check(holders.incrementAndGet() == 1, "two have the key at once");
                check(attempt.get().lines() == sent.get(), "the lines of the attempt before are not known");
                attempt.get().add(new BlockEncoder(1024, 128));
                sent.incrementAndGet();
                holders.decrementAndGet();
                attempt.get().end();
            }
        }

        private void check(boolean isRight, String text) {
            if (!isRight) {
                wrong.set(text);
            }
        }
    }
}
