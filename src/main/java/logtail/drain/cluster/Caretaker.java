package logtail.drain.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import logtail.drain.CheckedSinks;
import logtail.drain.DrainContext;
import logtail.drain.DrainException;
import logtail.drain.DrainMeters;
import logtail.drain.DrainStatus;
import logtail.drain.DrainWorker;
import logtail.drain.RunsElsewhereException;
import logtail.drain.sink.Sink;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.journal.kafka.Clients;
import logtail.runtime.Deadline;
import logtail.runtime.OwnLog;
import logtail.runtime.SettingsException;
import logtail.runtime.Threads;
import logtail.runtime.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has run on this node, on a thread of its own, what the definitions say and whose slots are ours: starts drains, lets them follow
 * changes, and stops them. Any thread may tell it that something has changed, and ask how drains are.
 */
final class Caretaker implements Slots.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(7);
    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final CheckedSinks sinks;
    private final DrainContext context;
    private final Journal journal;
    private final DrainMeters meters;
    private final Function<String, TopicLetters> letters;
    private final Map<String, OwnedDrain> running = new ConcurrentHashMap<>();
    private final Map<String, DrainStatus> broken = new ConcurrentHashMap<>(); // those that could not be started
    private final Set<Slot> leaving = ConcurrentHashMap.newKeySet();
    private @Nullable Definitions definitions; // from open on
    private @Nullable Slots slots;
    private @Nullable Worker worker; // from start on
    private boolean isClosing;

    Caretaker(CheckedSinks sinks, DrainContext context, DrainMeters meters, Function<String, TopicLetters> letters) {
        this.sinks = sinks;
        this.context = context;
        journal = context.journal();
        this.meters = meters;
        this.letters = letters;
    }

    void open(Definitions known, String group, Clients clients) {
        definitions = known;
        slots = new Slots(group, clients, this, context.faults());
    }

    void start() {
        worker = Worker.start("drain-caretaker", this::work, context.faults());
        slots().start();
    }

    @Override
    public void changed() {
        Worker started = worker;
        if (started != null) {
            started.wake();
        }
    }

    @Override
    public boolean runsAny(Set<Slot> left) {
        if (leaving.addAll(left)) {
            changed();
        }
        return running.values().stream().anyMatch(drain -> left.contains(drain.slot()));
    }

    /** How a drain is that runs here, or that could not be started here; else empty. */
    Optional<DrainStatus> status(String name) {
        OwnedDrain owned = running.get(name);
        return owned == null ? Optional.ofNullable(broken.get(name)) : Optional.of(owned.status());
    }

    private Slots slots() {
        return Objects.requireNonNull(slots);
    }

    /** Makes one round; the caretaker's thread. */
    private synchronized boolean work() {
        if (isClosing) {
            return false;
        }
        Map<String, Definitions.Known> all = Objects.requireNonNull(definitions).all();
        boolean isAllDone = stop(running.values().stream()
                .filter(drain -> !mayGoOn(drain, all.get(drain.name())))
                .toList());
        leaving.removeIf(slot -> !slot.isOurs());
        broken.keySet().removeIf(name -> !all.containsKey(name) || slots().of(name) == null);
        for (Definitions.Known known : all.values()) {
            Definition definition = known.definition();
            Slot slot =
                    definition == null ? null : slots().of(definition.drain().name());
            if (definition != null && slot != null && slot.isOurs() && !leaving.contains(slot)) {
                isAllDone &= runOrFollow(definition, slot);
            }
        }
        if (!isAllDone) {
            Objects.requireNonNull(worker).wakeIn(AGAIN_NS);
        }
        return false;
    }

    private boolean mayGoOn(OwnedDrain drain, Definitions.@Nullable Known known) {
        return known != null
                && known.definition() != null
                && !known.definition().needsAnotherWorker(drain.definition())
                && drain.slot().isOurs()
                && !leaving.contains(drain.slot());
    }

    /** Stops them in parallel; false when one does not end in time. */
    private boolean stop(List<OwnedDrain> drains) {
        return stop(drains, Deadline.in(STOP_WITHIN));
    }

    private boolean stop(List<OwnedDrain> drains, Deadline deadline) {
        List<Thread> stopping = new ArrayList<>();
        for (OwnedDrain drain : drains) {
            stopping.add(Threads.start("drain-stop-" + drain.name(), () -> stop(drain, deadline), context.faults()));
        }
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return drains.stream().noneMatch(drain -> running.containsValue(drain));
    }

    private void stop(OwnedDrain drain, Deadline deadline) {
        if (drain.stop(deadline)) {
            drain.slot().stopped(drain.name());
            running.remove(drain.name());
            meters.remove(drain.name());
            if (Objects.requireNonNull(definitions).get(drain.name()) == null) {
                drain.slot().forget(drain.name());
            }
        } else {
            LOG.warn("at=drain.stuck drain={}", drain.name());
        }
    }

    /** False when it has to be tried again. */
    private boolean runOrFollow(Definition definition, Slot slot) {
        String name = definition.drain().name();
        OwnedDrain drain = running.get(name);
        try {
            if (drain == null) {
                run(definition, slot);
            } else {
                follow(drain, definition);
            }
            broken.remove(name);
            return true;
        } catch (SettingsException | DrainException e) { // as with another LOGTAIL_DRAIN_ALLOW than where it was added
            String why = String.valueOf(e.getMessage());
            LOG.error("at=drain.broken drain={} reason={}", name, OwnLog.quoted(why));
            broken.put(name, DrainStatus.broken(Place.nowhere(journal.lanes()), why, 0));
            return true;
        } catch (RunsElsewhereException e) {
            LOG.info("at=drain.elsewhere drain={}", name);
            return true;
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("at=drain.unstarted drain={} reason={}", name, OwnLog.quoted(String.valueOf(e.getMessage())));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run(Definition definition, Slot slot) throws IOException, InterruptedException {
        String name = definition.drain().name();
        Sink sink = definition.isDeclared() ? sinks.declared(definition.drain()) : sinks.requested(definition.drain());
        boolean isStarted = false;
        try {
            TopicLetters ofDrain = letters.apply(name);
            ofDrain.recount();
            SlotCursor cursor = SlotCursor.of(definition, slot, journal, slots()::commit);
            var drain = new DrainWorker(definition.drain(), sink, cursor, ofDrain, context);
            drain.pause(definition.isPaused());
            var owned = new OwnedDrain(definition, slot, cursor, ofDrain, drain, journal.id());
            running.put(name, owned);
            slot.run(name, owned::state);
            meters.add(name, drain::status);
            drain.start();
            isStarted = true;
            LOG.info("at=drain.here drain={} after={}", name, cursor.accepted());
        } finally {
            if (!isStarted) {
                sink.close();
            }
        }
    }

    private void follow(OwnedDrain drain, Definition newer) throws IOException, InterruptedException {
        boolean isRecount = newer.lettersOrder() > drain.definition().lettersOrder();
        Cursor start = Cursor.parse(newer.start());
        drain.follow(newer, start.place(journal).orElse(Place.nowhere(journal.lanes())));
        if (isRecount) {
            drain.letters().recount();
        }
    }

    /** Stops all drains of this node, and leaves the group with their places stored. */
    void close(Deadline deadline) {
        synchronized (this) {
            isClosing = true;
            stop(List.copyOf(running.values()), deadline.earlierBy(Duration.ofSeconds(1)));
        }
        if (worker != null) {
            worker.close();
        }
        if (slots != null) {
            slots.close();
        }
    }
}
