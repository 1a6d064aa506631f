package logtail.drain;

import static logtail.drain.DrainException.Kind.CONFLICT;
import static logtail.drain.DrainException.Kind.FAILED;
import static logtail.drain.DrainException.Kind.UNKNOWN;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import logtail.drain.sink.Sink;
import logtail.journal.Place;
import logtail.runtime.Deadline;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drains of a daemon that is alone, in its data directory. Calls run one at a time. */
public final class LocalDrains extends Drains {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDrains.class);

    private final Path directory;
    private final CheckedSinks sinks;
    private final DrainContext context;
    private final DrainMeters meters;
    private final SortedMap<String, RunningDrain> drains = new TreeMap<>();

    /**
     * Starts without drains.
     *
     * @param data the data directory; drains are kept in {@code drains} below it
     */
    public LocalDrains(Path data, CheckedSinks sinks, DrainContext context, DrainMeters meters) {
        super(context.journal());
        directory = data.resolve("drains");
        this.sinks = sinks;
        this.context = context;
        this.meters = meters;
    }

    @Override
    public synchronized void start(List<Drain> declared) {
        try {
            for (Map.Entry<Drain, Sink> checked : sinks.allDeclared(declared).entrySet()) {
                Drain drain = checked.getKey();
                DrainFolder folder = folder(drain.name());
                if (folder.isNew()) {
                    folder.begin(context.cursors(), end());
                }
                run(drain, true, checked.getValue());
            }
            for (DrainFolder folder : DrainFolder.list(directory)) {
                if (!drains.containsKey(folder.name())) {
                    resume(folder);
                }
            }
        } catch (IOException e) {
            throw new DrainException(FAILED, "drains cannot be started: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized List<ListedDrain> list() {
        return drains.values().stream().map(RunningDrain::describe).toList();
    }

    @Override
    public synchronized ListedDrain get(String name) {
        return find(name).describe();
    }

    @Override
    public synchronized void add(Drain drain, Place first, boolean isPaused) {
        if (drains.containsKey(drain.name())) {
            throw new DrainException(CONFLICT, "there is a drain '%s' already".formatted(drain.name()));
        }
        List<Drain> all = drains.values().stream().map(RunningDrain::drain).toList();
        DrainLimits.checkRoom(drain.apps(), all, MOST);
        Sink sink = sinks.requested(drain);
        attempt(() -> {
            DrainFolder folder = folder(drain.name());
            folder.delete(); // remains of a drain of that name, removed incompletely
            folder.begin(context.cursors(), within(first));
            folder.write(drain);
            folder.setPaused(isPaused);
            run(drain, false, sink);
        });
        LOG.info("at=drain.added drain={} url={}", drain.name(), drain.destination());
    }

    @Override
    public synchronized void change(Drain drain) {
        RunningDrain old = mine(drain.name());
        Sink sink = sinks.requested(drain);
        attempt(() -> {
            stop(old);
            try {
                old.folder().write(drain);
            } catch (IOException e) {
                run(old.drain(), false, sinks.requested(old.drain()));
                throw e;
            }
            run(drain, false, sink);
        });
        LOG.info("at=drain.changed drain={} url={}", drain.name(), drain.destination());
    }

    @Override
    public synchronized void remove(String name) {
        RunningDrain drain = mine(name);
        attempt(() -> {
            stop(drain);
            drain.folder().delete();
        });
        LOG.info("at=drain.removed drain={}", name);
    }

    @Override
    public synchronized Drain definition(String name) {
        return mine(name).drain();
    }

    @Override
    public synchronized void pause(String name, boolean isPaused) {
        RunningDrain drain = find(name);
        attempt(() -> drain.pause(isPaused));
        LOG.info("at=drain.{} drain={}", isPaused ? "paused" : "resumed", name);
    }

    @Override
    public synchronized void move(String name, Place place) {
        Place behind = within(place);
        find(name).move(behind);
        LOG.info("at=drain.moved drain={} after={}", name, behind);
    }

    @Override
    public DrainTrial.Result test(String name) {
        return trial(name).test();
    }

    @Override
    public List<String> deadLetters(String name, int most) {
        RunningDrain drain = running(name);
        try {
            return drain.deadLetters().newest(most);
        } catch (IOException e) {
            throw new DrainException(FAILED, "cannot read dead letters: " + e.getMessage(), e);
        }
    }

    @Override
    public DrainTrial.Result replay(String name) {
        return trial(name).replay();
    }

    @Override
    public synchronized void forgetDeadLetters(String name) {
        RunningDrain drain = find(name);
        attempt(() -> drain.deadLetters().clear());
    }

    @Override
    public synchronized void close(Deadline deadline) {
        List<Thread> closing = drains.values().stream()
                .map(drain -> Threads.start(
                        "drain-stop-" + drain.drain().name(), () -> drain.stop(deadline), context.faults()))
                .toList();
        for (Thread thread : closing) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        drains.clear();
    }

    private synchronized DrainTrial trial(String name) {
        RunningDrain drain = find(name);
        Sink sink = drain.isDeclared() ? sinks.declared(drain.drain()) : sinks.requested(drain.drain());
        return new DrainTrial(drain.drain(), sink, drain.deadLetters(), context);
    }

    private void resume(DrainFolder folder) throws IOException {
        Drain drain = DrainCodec.unreadable(folder.name());
        try {
            drain = folder.read();
            run(drain, false, sinks.requested(drain));
        } catch (IllegalArgumentException | DrainException e) {
            LOG.error(
                    "at=drain.broken drain={} reason={}", folder.name(), OwnLog.quoted(String.valueOf(e.getMessage())));
            drains.put(
                    folder.name(), RunningDrain.broken(drain, folder, String.valueOf(e.getMessage()), context.clock()));
        }
    }

    private void run(Drain drain, boolean isDeclared, Sink sink) throws IOException {
        RunningDrain running = RunningDrain.start(drain, isDeclared, folder(drain.name()), sink, context);
        drains.put(drain.name(), running);
        meters.add(drain.name(), () -> running.describe().status());
    }

    /**
     * Stops a drain and removes it from the list. One that does not end in time still owns its cursor, so it stays in the
     * list, stopping, and the request can be repeated.
     */
    private void stop(RunningDrain drain) {
        String name = drain.drain().name();
        Duration within = context.stopWithin();
        if (!drain.stop(Deadline.in(within))) {
            LOG.warn("at=drain.stuck drain={} waitedMs={}", name, within.toMillis());
            throw new DrainException(
                    CONFLICT,
                    "drain '%s' has not stopped within %d ms: nothing is changed, and it stops as soon as it can; try again"
                            .formatted(name, within.toMillis()));
        }
        meters.remove(name);
        drains.remove(name);
    }

    private DrainFolder folder(String name) {
        return new DrainFolder(directory.resolve(name));
    }

    private synchronized RunningDrain running(String name) {
        return find(name);
    }

    private RunningDrain find(String name) {
        RunningDrain drain = drains.get(name);
        if (drain == null) {
            throw new DrainException(UNKNOWN, "there is no drain '%s'".formatted(name));
        }
        return drain;
    }

    private RunningDrain mine(String name) {
        RunningDrain drain = find(name);
        if (drain.isDeclared()) {
            throw new DrainException(
                    CONFLICT, "drain '%s' is declared by LOGTAIL_DRAINS: change it there".formatted(name));
        }
        return drain;
    }

    private interface Change {
        void make() throws IOException;
    }

    private void attempt(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            throw new DrainException(FAILED, "cannot change %s: %s".formatted(directory, e.getMessage()), e);
        }
    }
}
