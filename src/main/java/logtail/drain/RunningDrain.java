package logtail.drain;

import java.io.IOException;
import logtail.drain.sink.Sink;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.runtime.Clock;
import logtail.runtime.Deadline;
import org.jspecify.annotations.Nullable;

/** One drain of a daemon: its folder, its dead letters and, unless its definition is invalid, its worker. */
final class RunningDrain {
    private final Drain drain;
    private final boolean isDeclared;
    private final DrainFolder folder;
    private final DeadLetters deadLetters;
    private final @Nullable DrainWorker worker;
    private final String whyBroken;

    private RunningDrain(
            Drain drain,
            boolean isDeclared,
            DrainFolder folder,
            DeadLetters deadLetters,
            @Nullable DrainWorker worker,
            String whyBroken) {
        this.drain = drain;
        this.isDeclared = isDeclared;
        this.folder = folder;
        this.deadLetters = deadLetters;
        this.worker = worker;
        this.whyBroken = whyBroken;
    }

    /** Starts a drain at its cursor. */
    static RunningDrain start(Drain drain, boolean isDeclared, DrainFolder folder, Sink sink, DrainContext context)
            throws IOException {
        DeadLetters letters = folder.deadLetters(context.clock());
        var worker = new DrainWorker(drain, sink, folder.cursor(context.cursors()), letters, context);
        worker.pause(folder.isPaused());
        worker.start();
        return new RunningDrain(drain, isDeclared, folder, letters, worker, "");
    }

    /** A drain with an invalid definition, which is listed but does not run. */
    static RunningDrain broken(Drain drain, DrainFolder folder, String why, Clock clock) throws IOException {
        return new RunningDrain(drain, false, folder, folder.deadLetters(clock), null, why);
    }

    Drain drain() {
        return drain;
    }

    boolean isDeclared() {
        return isDeclared;
    }

    DrainFolder folder() {
        return folder;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    ListedDrain describe() {
        DrainStatus status = worker != null
                ? worker.status()
                : DrainStatus.broken(Place.of(Journal.NONE), whyBroken, deadLetters.count());
        return ListedDrain.of(drain, isDeclared, status);
    }

    void pause(boolean isPaused) throws IOException {
        folder.setPaused(isPaused);
        if (worker != null) {
            worker.pause(isPaused);
        }
    }

    void move(Place place) {
        if (worker == null) {
            throw new DrainException(DrainException.Kind.CONFLICT, whyBroken);
        }
        worker.move(place);
    }

    /**
     * Stops its worker by {@code deadline}.
     *
     * @return false when the worker still runs then and so still owns the cursor
     */
    boolean stop(Deadline deadline) {
        return worker == null || worker.stop(deadline);
    }
}
