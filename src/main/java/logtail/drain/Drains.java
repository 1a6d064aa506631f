package logtail.drain;

import static logtail.drain.DrainException.Kind.CONFLICT;
import static logtail.drain.DrainException.Kind.FAILED;
import static logtail.drain.DrainException.Kind.INVALID;
import static logtail.drain.DrainException.Kind.UNKNOWN;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import logtail.access.AppScope;
import logtail.drain.sink.Sink;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.journal.Place;
import logtail.runtime.Deadline;
import logtail.runtime.DeadlineCloseable;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;
import logtail.runtime.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Manages all drains of a daemon, by name. Calls may block and run one at a time. */
public final class Drains implements DeadlineCloseable {
    /** The most drains that there can be. */
    public static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);

    private final Path directory;
    private final CheckedSinks sinks;
    private final Journal journal;
    private final DrainContext context;
    private final DrainMeters meters;
    private final SortedMap<String, RunningDrain> drains = new TreeMap<>();

    /**
     * Starts without drains.
     *
     * @param data the data directory; drains are kept in {@code drains} below it
     * @param declaredSinks creates sinks for destinations that the environment declares
     * @param sinks creates sinks for destinations in requests
     */
    public Drains(Path data, SinkFactory declaredSinks, SinkFactory sinks, DrainContext context, DrainMeters meters) {
        directory = data.resolve("drains");
        this.sinks = new CheckedSinks(declaredSinks, sinks, context.memory());
        this.context = context;
        this.meters = meters;
        journal = context.journal();
    }

    /**
     * Starts the declared drains and those that earlier requests added.
     *
     * @throws SettingsException listing all mistakes in the definitions of declared drains
     */
    public synchronized void start(List<Drain> declared) {
        try {
            for (Map.Entry<Drain, Sink> checked : checked(declared).entrySet()) {
                Drain drain = checked.getKey();
                DrainFolder folder = folder(drain.name());
                if (folder.isNew()) {
                    folder.begin(context.cursors(), journal.newest());
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

    /** A sink for each drain, or all mistakes of all of them. */
    private Map<Drain, Sink> checked(List<Drain> declared) {
        var checked = new LinkedHashMap<Drain, Sink>();
        var mistakes = new ArrayList<String>();
        for (Drain drain : declared) {
            try {
                checked.put(drain, sinks.declared(drain));
            } catch (SettingsException e) {
                mistakes.addAll(e.mistakes());
            }
        }
        if (!mistakes.isEmpty()) {
            checked.values().forEach(Sink::close);
            throw new SettingsException(mistakes);
        }
        return checked;
    }

    /** The drains of a sender who may manage those of these apps. */
    public DrainsInScope in(AppScope apps) {
        return new DrainsInScope(this, apps);
    }

    /** The journal that drains read. */
    public JournalId journal() {
        return journal.id();
    }

    /** All drains, ordered by name. */
    synchronized List<ListedDrain> list() {
        return drains.values().stream().map(RunningDrain::describe).toList();
    }

    /** One drain. */
    synchronized ListedDrain get(String name) {
        return find(name).describe();
    }

    /**
     * Adds a drain that starts behind {@code first}, or behind the newest event if that is earlier.
     *
     * @throws DrainException when the name is taken or the definition is invalid
     */
    synchronized void add(Drain drain, Place first, boolean isPaused) {
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

    /** Changes destination, filter or options of a drain; it keeps its cursor. */
    synchronized void change(Drain drain) {
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

    /** Removes a drain with its cursor and dead letters. */
    synchronized void remove(String name) {
        RunningDrain drain = mine(name);
        attempt(() -> {
            stop(drain);
            drain.folder().delete();
        });
        LOG.info("at=drain.removed drain={}", name);
    }

    /** The definition of a drain that can be changed, secrets included. */
    synchronized Drain definition(String name) {
        return mine(name).drain();
    }

    /** Pauses or resumes a drain; the state survives restarts. */
    synchronized void pause(String name, boolean isPaused) {
        RunningDrain drain = find(name);
        attempt(() -> drain.pause(isPaused));
        LOG.info("at=drain.{} drain={}", isPaused ? "paused" : "resumed", name);
    }

    /** Moves a drain to start again behind this place, limited to what is in the journal. */
    synchronized void move(String name, Place place) {
        Place behind = within(place);
        find(name).move(behind);
        LOG.info("at=drain.moved drain={} after={}", name, behind);
    }

    /**
     * The place of a cursor.
     *
     * @throws DrainException when it is a cursor of another journal
     */
    public Place placeOf(Cursor cursor) {
        if (!cursor.isOf(journal.id())) {
            throw new DrainException(
                    INVALID,
                    "cursor '%s' is of another journal; this daemon has journal %s".formatted(cursor, journal.id()));
        }
        return cursor.place(journal)
                .orElseThrow(() -> new DrainException(
                        INVALID, "cursor '%s' is of a journal with other lanes than this daemon's".formatted(cursor)));
    }

    /** The place before all that was ever in the journal. */
    public Place beginning() {
        return Place.nowhere(journal.lanes());
    }

    /** The place before the first events that were received at this time or later. */
    public Place before(long receivedNs) {
        return DrainStart.before(journal, receivedNs);
    }

    /** Sends a test event over a separate connection. */
    DrainTrial.Result test(String name) {
        return trial(name).test();
    }

    /** The newest dead letters as JSON, oldest first; at most {@code most}. */
    List<String> deadLetters(String name, int most) {
        RunningDrain drain = running(name);
        try {
            return drain.deadLetters().newest(most);
        } catch (IOException e) {
            throw new DrainException(FAILED, "cannot read dead letters: " + e.getMessage(), e);
        }
    }

    /** Sends the dead letters again over a separate connection and removes those that are accepted. */
    DrainTrial.Result replay(String name) {
        return trial(name).replay();
    }

    /** Removes all dead letters. */
    synchronized void forgetDeadLetters(String name) {
        RunningDrain drain = find(name);
        attempt(() -> drain.deadLetters().clear());
    }

    /** As {@link #close(Deadline)}, within the usual time for a stop. */
    @Override
    public void close() {
        close(Deadline.in(context.stopWithin()));
    }

    /** Stops all drains in parallel; each sends what it has, for a few seconds at most. */
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
        var drain = new Drain(folder.name(), DrainFolder.NOWHERE, "", Map.of(), AppScope.ALL);
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

    /** Clamps a place to those at which a cursor can stand. */
    private Place within(Place place) {
        return place.max(journal.oldest()).min(journal.newest());
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
