package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import logtail.access.Veils;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink.Answer;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import logtail.runtime.Backoff;
import logtail.runtime.Clock;
import logtail.runtime.Deadline;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DrainsTest {
    @TempDir
    private Path data;

    private final InMemoryJournal journal = new InMemoryJournal();
    private final Map<String, FakeSink> sinks = new ConcurrentHashMap<>(); // by host

    @Test
    void givesTheCursorToNobodyWhileTheOldWorkerStillRuns() {
        var stuck = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        sinks.put("old", new FakeSink(10, true).next(batch -> {
                    entered.countDown();
                    awaitWhateverComes(stuck);
                    return Answer.TAKEN;
                }));
        sinks.put("new", new FakeSink(10, true));
        Blocks.commit(journal, 1_000, "one");
        try (Drains drains = drains(Duration.ofMillis(50), 64 << 20)) {
            drains.add(Drain.of("eu", "fake://old"), Place.of(0), false);
            awaitCount(entered);
            assertThatThrownBy(() -> drains.change(Drain.of("eu", "fake://new")))
                    .isInstanceOf(DrainException.class)
                    .hasMessageContaining("drain 'eu' has not stopped within 50 ms: nothing is changed");
            assertThatThrownBy(() -> drains.remove("eu")).isInstanceOf(DrainException.class);
            assertThat(drains.get("eu").url()).isEqualTo("fake://old");
            assertThat(data.resolve("drains/eu/drain.json")).content().contains("fake://old");

            stuck.countDown();
            await(() -> isChanged(drains));
            Blocks.commit(journal, 1_000, "two");
            await(() -> sink("new").taken().contains("two"));
            assertThat(sink("old").taken()).containsExactly("one");
            assertThat(sink("new").taken()).containsExactly("two"); // it went on behind what the old one had accepted
        }
    }

    @Test
    void refusesABatchSizeThatMemoryDoesNotHave() {
        sinks.put("h", new FakeSink(10, true));
        try (Drains drains = drains(Duration.ofSeconds(5), 1 << 20)) {
            Drain tooLarge = Drain.of("eu", "fake://h#batch-bytes=1MiB");
            assertThatThrownBy(() -> drains.add(tooLarge, Place.of(0), false))
                    .isInstanceOf(DrainException.class)
                    .hasMessageContaining("batch-bytes=1MiB: takes at most 260KiB,")
                    .hasMessageContaining("1MiB of memory");
            assertThat(drains.list()).isEmpty();
            drains.add(Drain.of("eu", "fake://h"), Place.of(0), false); // the size of its kind is made to fit
            assertThat(drains.list()).hasSize(1);
        }
    }

    @Test
    void stopsAllDrainsSideBySideHoweverManyFail() {
        for (int i = 0; i < Drains.MOST; i++) {
            sinks.put("h" + i, new FakeSink(10, true).answering(messages -> {
                        awaitWhateverComes(new CountDownLatch(1), Duration.ofMillis(200));
                        return new Answer.Later(Duration.ofHours(1), "no");
                    }));
        }
        Drains drains = drains(Duration.ofSeconds(5), 64 << 20);
        for (int i = 0; i < Drains.MOST; i++) {
            drains.add(Drain.of("d" + i, "fake://h" + i), Place.of(0), false);
        }
        Blocks.commit(journal, 1_000, "one");
        await(() -> drains.list().stream().allMatch(drain -> drain.status().retries() > 0));
        long startNs = System.nanoTime();
        drains.close(Deadline.in(Duration.ofSeconds(4)));
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(4));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().matches("drain-d\\d+"));
    }

    private Drains drains(Duration stopWithin, long memoryBytes) {
        var context = new DrainContext(
                journal,
                DrainCursors.inFolders(journal.id()),
                Veils.unkept("test"),
                Clock.system(),
                new DrainMemory(MemoryBudget.Share.of("drains", memoryBytes)),
                () -> new Backoff(1, 4),
                stopWithin,
                (where, fault) -> {
                    throw new AssertionError(where, fault);
                });
        return new LocalDrains(
                data,
                new CheckedSinks(this::sink, this::sink, context.memory()),
                context,
                new DrainMeters(new SimpleMeterRegistry()));
    }

    private FakeSink sink(String name, Destination to, Map<String, String> options) {
        return sink(to.host());
    }

    private FakeSink sink(String host) {
        return java.util.Objects.requireNonNull(sinks.get(host));
    }

    private static boolean isChanged(Drains drains) {
        try {
            drains.change(Drain.of("eu", "fake://new"));
            return true;
        } catch (DrainException e) {
            return false;
        }
    }

    /** As a sink does that an interrupt does not reach. */
    private static void awaitWhateverComes(CountDownLatch latch) {
        awaitWhateverComes(latch, Duration.ofSeconds(20));
    }

    private static void awaitWhateverComes(CountDownLatch latch, Duration most) {
        Deadline deadline = Deadline.in(most);
        while (latch.getCount() > 0 && !deadline.isOver()) {
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
    }

    private static void awaitCount(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(10));
        while (!condition.getAsBoolean()) {
            assertThat(deadline.isOver()).isFalse();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
