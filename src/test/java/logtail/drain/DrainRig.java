package logtail.drain;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import logtail.access.Veils;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.journal.Place;
import logtail.runtime.Backoff;
import logtail.runtime.Clock;
import logtail.runtime.Deadline;
import logtail.runtime.MemoryBudget;
import org.jspecify.annotations.Nullable;

/** A journal, a folder and a worker on it, for tests. */
final class DrainRig implements AutoCloseable {
    private static final long POLL_NS = 1_000_000;

    final InMemoryJournal journal;
    final MemoryBudget.Share share;
    private final DrainMemory memory;
    private final DrainCursors cursors;
    private final Path folder;
    private @Nullable DrainWorker worker;
    private volatile @Nullable Throwable fault;

    DrainRig(Path folder) {
        this(folder, new InMemoryJournal());
    }

    DrainRig(Path folder, InMemoryJournal journal) {
        this(folder, journal, 64 << 20);
    }

    /** One with so much memory for the batches of all drains. */
    DrainRig(Path folder, long memoryBytes) {
        this(folder, new InMemoryJournal(), memoryBytes);
    }

    private DrainRig(Path folder, InMemoryJournal journal, long memoryBytes) {
        this.folder = folder.resolve("eu");
        this.journal = journal;
        share = MemoryBudget.Share.of("drains", memoryBytes);
        memory = new DrainMemory(share);
        cursors = journal.lanes() == 1 ? DrainCursors.inFolders(journal.id()) : new InMemoryCursors();
    }

    /** Starts a worker, after the one before was closed. */
    DrainRig start(FakeSink sink, String filter) throws IOException {
        DrainFolder at = folder();
        if (at.isNew()) {
            at.begin(cursors, Place.nowhere(journal.lanes()));
        }
        var context = new DrainContext(
                journal,
                cursors,
                Veils.unkept("test"),
                Clock.system(),
                memory,
                () -> new Backoff(1, 4),
                Duration.ofSeconds(7),
                (where, thrown) -> fault = thrown);
        worker = new DrainWorker(
                Drain.of("eu", "fake://host#filter=" + filter),
                sink,
                at.cursor(cursors),
                at.deadLetters(Clock.system()),
                context);
        worker().pause(at.isPaused());
        worker().start();
        return this;
    }

    DrainFolder folder() {
        return new DrainFolder(folder);
    }

    DrainWorker worker() {
        return Objects.requireNonNull(worker);
    }

    DrainStatus status() {
        return worker().status();
    }

    DeadLetters deadLetters() throws IOException {
        return folder().deadLetters(Clock.system());
    }

    void append(String... messages) {
        Blocks.commit(journal, 1_000, messages);
    }

    void await(BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (fault != null || System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(10)) {
                throw new AssertionError("it does not come to that; it stands at " + status(), fault);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Waits until the cursor is there. */
    void awaitAccepted(long id) {
        await(() -> status().accepted().behind(0) >= id);
    }

    @Override
    public void close() {
        worker().stop(Deadline.in(Duration.ofSeconds(7)));
    }
}
