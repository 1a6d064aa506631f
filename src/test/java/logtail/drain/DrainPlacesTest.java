package logtail.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import logtail.access.Veils;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import logtail.runtime.Clock;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where drains begin in the journal, new ones and those that were there before. */
@Timeout(60)
class DrainPlacesTest {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    private Path directory;

    private final InMemoryJournal journal = new InMemoryJournal();
    private final EventLoops loops = new EventLoops();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void aNewDrainThatIsToBeginBeyondTheNewestEventBeginsBehindIt() throws IOException {
        append("one", "two");
        try (var drains = drains()) {
            drains.add(drain("eu"), Place.of(1_000_000), false);
            assertThat(drains.get("eu").status().accepted().behind(0)).isLessThanOrEqualTo(2);
            append("three");
            await(drains, "eu", accepted -> accepted == 3);
        }
        assertThat(sent("eu")).contains("three").doesNotContain("one", "two", "at=drain");
    }

    @Test
    void aDeclaredDrainIsNewOnlyWhenNothingIsKeptOfIt() throws IOException {
        append("before it was declared");
        try (var drains = drains()) {
            drains.start(List.of(drain("eu")));
            append("one");
            await(drains, "eu", accepted -> accepted == 2);
        }
        append("while it was away");
        Files.delete(directory.resolve("drains").resolve("eu").resolve("cursor"));
        try (var drains = drains()) {
            drains.start(List.of(drain("eu")));
            await(drains, "eu", accepted -> accepted == 3);
        }
        assertThat(sent("eu")).contains("one", "while it was away", "reason=cursor-unreadable");
    }

    @Test
    void aDrainThatWasAskedForGoesOnBehindItsCursorAfterARestart() throws IOException {
        append("one", "two");
        try (var drains = drains()) {
            drains.add(drain("eu"), Place.of(1), false);
            await(drains, "eu", accepted -> accepted == 2);
        }
        append("three");
        try (var drains = drains()) {
            drains.start(List.of());
            await(drains, "eu", accepted -> accepted == 3);
        }
        assertThat(sent("eu")).containsOnlyOnce("two").containsOnlyOnce("three").doesNotContain("one", "at=drain");
    }

    private Drains drains() {
        var sinks = new Sinks(new Connector(loops, AddressGuard.NONE), file -> true);
        var context = DrainContext.of(
                journal,
                Veils.unkept("test"),
                Clock.system(),
                MemoryBudget.Share.of("drains", 64 << 20),
                (where, fault) -> {
                    throw new AssertionError(fault);
                });
        return new LocalDrains(
                directory,
                new CheckedSinks(sinks, sinks, context.memory()),
                context,
                new DrainMeters(new SimpleMeterRegistry()));
    }

    private Drain drain(String name) {
        return Drain.of(name, "file://" + directory.resolve(name + ".log"));
    }

    private String sent(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".log"));
    }

    private void append(String... messages) {
        Blocks.commit(journal, 1_000, messages);
    }

    private static void await(Drains drains, String name, LongPredicate isThere) {
        long startNs = System.nanoTime();
        while (!isThere.test(drains.get(name).status().accepted().behind(0))) {
            assertThat(System.nanoTime() - startNs).isLessThan(PATIENCE_NS);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
