package logtail.drain;

import static logtail.drain.DrainException.Kind.CONFLICT;
import static logtail.drain.DrainException.Kind.FAILED;
import static logtail.drain.DrainException.Kind.INVALID;
import static logtail.drain.DrainException.Kind.UNKNOWN;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import logtail.drain.sink.Sink;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.runtime.Deadline;
import logtail.runtime.DeadlineCloseable;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All drains of a daemon, by name. For threads that may block, one after the other. */
public final class Drains implements DeadlineCloseable {
    /** So many there may be. */
    public static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);

    private final Path directory;
    private final CheckedSinks sinks;
    private final Journal journal;
    private final DrainContext context;
    private final DrainMeters meters;
    private final SortedMap<String, RunningDrain> drains = new TreeMap<>();

    /**
     * No drain yet.
     *
     * @param data the data directory; theirs is {@code drains} in it
     * @param declaredSinks for destinations that the environment declares
     * @param sinks for those that somebody asks for
     */
    public Drains(Path data, SinkFactory declaredSinks, SinkFactory sinks, DrainContext context, DrainMeters meters) {
        directory = data.resolve("drains");
        this.sinks = new CheckedSinks(declaredSinks, sinks, context.memory());
        this.context = context;
        this.meters = meters;
        journal = context.journal();
    }

    /**
     * Starts those that are declared and those that were asked for before.
     *
     * @throws SettingsException when a declared one cannot be used, naming all mistakes
     */
    public synchronized void start(List<Drain> declared) {
        try {
            for (Drain drain : declared) {
                Sink sink = sinks.declared(drain);
                DrainFolder folder = folder(drain.name());
                if (folder.isNew()) {
                    folder.begin(journal.id(), journal.lastIndex());
                }
                run(drain, true, sink);
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

    /** All of them by name. */
    public synchronized List<ListedDrain> list() {
        return drains.values().stream().map(RunningDrain::describe).toList();
    }

    /** One of them. */
    public synchronized ListedDrain get(String name) {
        return find(name).describe();
    }

    /**
     * Begins a new one behind this id, or behind the newest when there is none that new.
     *
     * @throws DrainException when there is one of that name, or it is no good
     */
    public synchronized void add(Drain drain, long first) {
        if (drains.containsKey(drain.name())) {
            throw new DrainException(CONFLICT, "there is a drain '%s' already".formatted(drain.name()));
        }
        if (drains.size() >= MOST) {
            throw new DrainException(CONFLICT, "there are %d drains already, which is the limit".formatted(MOST));
        }
        Sink sink = sinks.requested(drain);
        attempt(() -> {
            DrainFolder folder = folder(drain.name());
            folder.delete(); // what one of that name, removed half-way, left
            folder.begin(journal.id(), within(first));
            folder.write(drain);
            run(drain, false, sink);
        });
        LOG.info("at=drain.added drain={} url={}", drain.name(), drain.destination());
    }

    /** Gives one another destination, filter or options; it stays where it is in the journal. */
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

    /** Forgets one with its cursor and its dead letters. */
    public synchronized void remove(String name) {
        RunningDrain drain = mine(name);
        attempt(() -> {
            stop(drain);
            drain.folder().delete();
        });
        LOG.info("at=drain.removed drain={}", name);
    }

    /** What was asked for, secrets included: for changes. */
    public synchronized Drain definition(String name) {
        return mine(name).drain();
    }

    /** Lets one rest or go on, across restarts too. */
    public synchronized void pause(String name, boolean isPaused) {
        RunningDrain drain = find(name);
        attempt(() -> drain.pause(isPaused));
        LOG.info("at=drain.{} drain={}", isPaused ? "paused" : "resumed", name);
    }

    /** Lets one begin again behind this id, or behind the oldest event that is kept. */
    public synchronized void move(String name, long id) {
        long behind = within(id);
        find(name).move(behind);
        LOG.info("at=drain.moved drain={} after={}", name, behind);
    }

    /**
     * The id that a cursor stands at.
     *
     * @throws DrainException when it is a cursor of another journal
     */
    public long idOf(Cursor cursor) {
        if (!cursor.isOf(journal.id())) {
            throw new DrainException(
                    INVALID,
                    "cursor '%s' is of another journal; this daemon has journal %s".formatted(cursor, journal.id()));
        }
        return cursor.index();
    }

    /** The id before the first event that was received at this time or later. */
    public long before(long receivedNs) {
        return DrainStart.before(journal, receivedNs);
    }

    /** Sends one event of our own over a connection of its own. */
    public DrainTrial.Result test(String name) {
        return trial(name).test();
    }

    /** The newest dead letters as JSON, oldest first. */
    public List<String> deadLetters(String name, int most) {
        RunningDrain drain = running(name);
        try {
            return drain.deadLetters().newest(most);
        } catch (IOException e) {
            throw new DrainException(FAILED, "cannot read dead letters: " + e.getMessage(), e);
        }
    }

    /** Sends the dead letters again over a connection of its own and forgets those that are taken. */
    public DrainTrial.Result replay(String name) {
        return trial(name).replay();
    }

    /** Forgets all dead letters. */
    public synchronized void forgetDeadLetters(String name) {
        RunningDrain drain = find(name);
        attempt(() -> drain.deadLetters().clear());
    }

    /** {@link #close(Deadline)}, within a time that is right for most. */
    @Override
    public void close() {
        close(Deadline.in(context.stopWithin()));
    }

    /** Lets every drain hand over what is there, side by side and for a few seconds at most, and ends them. */
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
        return new DrainTrial(drain.drain(), sink, drain.deadLetters(), context.clock());
    }

    private void resume(DrainFolder folder) throws IOException {
        var drain = new Drain(folder.name(), DrainFolder.NOWHERE, "", java.util.Map.of());
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

    /** The id itself, or the nearest one behind which there can be a cursor now. */
    private long within(long id) {
        return Math.clamp(id, journal.firstIndex() - 1, journal.lastIndex());
    }

    private void run(Drain drain, boolean isDeclared, Sink sink) throws IOException {
        RunningDrain running = RunningDrain.start(drain, isDeclared, folder(drain.name()), sink, context);
        drains.put(drain.name(), running);
        meters.add(drain.name(), () -> running.describe().status());
    }

    /** A drain that does not end keeps its cursor, so no other may have it: it stays, stopping, and can be asked again. */
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
