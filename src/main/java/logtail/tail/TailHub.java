package logtail.tail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import logtail.encode.EventFormat;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.query.TailQuery;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;
import logtail.runtime.Worker;

/**
 * Where sessions come and go. {@code tail-live} reads each new block once and offers it to every session that keeps up
 * ({@link LiveGroup}); {@code tail-history-1} and its like bring the others forward, a turn each ({@link History}). A session
 * moves from one to the other through their queues; a slow one costs nobody else anything, as it only reads the journal
 * later.
 */
public final class TailHub implements AutoCloseable {
    private static final int LEAST_WORKERS = 2;
    private static final int MOST_WORKERS = 4;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** Starts workers: as threads, or, in tests, as duties that are done step by step. */
    @FunctionalInterface
    interface Crew {
        Worker start(String name, Worker.Duty duty);
    }

    private final Journal journal;
    private final MemoryBudget.Share held;
    private final Set<Reading> open = ConcurrentHashMap.newKeySet();
    private final List<Worker> workers = new ArrayList<>();
    private final Journal.Subscription growth;
    private final LiveGroup live;
    private final History history;

    /** @param held what sessions hold back until it is shown takes from it */
    TailHub(
            Journal journal,
            Clock clock,
            LongSupplier nanos,
            MeterRegistry metrics,
            MemoryBudget.Share held,
            int historyWorkers,
            Crew crew) {
        this.journal = journal;
        this.held = held;
        live = new LiveGroup(journal, clock, nanos, this::fallBehind, this::ended);
        history = new History(journal, clock, nanos, live::take, this::ended);
        live.workOn(start(crew, "tail-live", live::work));
        for (int i = 1; i <= historyWorkers; i++) {
            var turn = new Turn(journal.id().toString(), nanos);
            Worker.Duty duty = i == 1 ? () -> history.workAndLookAfter(turn) : () -> history.work(turn);
            history.workOn(start(crew, "tail-history-" + i, duty));
        }
        growth = journal.onGrowth(this::wakeIfNeeded);
        Gauge.builder("logtail.tail.sessions", open, Set::size).register(metrics);
        Gauge.builder("logtail.tail.sessions.behind", open, TailHub::countBehind)
                .register(metrics);
    }

    /**
     * A hub with threads of its own.
     *
     * @param held what sessions hold back until it is shown takes from it
     */
    public static TailHub start(
            Journal journal, Clock clock, MeterRegistry metrics, FaultHandler faults, MemoryBudget.Share held) {
        int historyWorkers = Math.clamp(Runtime.getRuntime().availableProcessors(), LEAST_WORKERS, MOST_WORKERS);
        return new TailHub(
                journal,
                clock,
                System::nanoTime,
                metrics,
                held,
                historyWorkers,
                (name, duty) -> Worker.start(name, duty, faults));
    }

    /** The journal that sessions read. */
    public JournalId journal() {
        return journal.id();
    }

    /** A session that stands at the journal's newest event and is to deliver once it {@linkplain #begin begins}. */
    public TailSession open(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        return new TailSession(journal, query, kind, sink, held);
    }

    /** A reader of one event with those of the same process around it, likewise. */
    public Neighbourhood openAround(long id, TailQuery.Context context, EventFormat.Kind kind, TailSink sink) {
        return new Neighbourhood(journal, id, context, kind, sink, held);
    }

    /** Makes {@code reading} deliver from now on, and returns it; any thread. */
    public <T extends Reading> T begin(T reading) {
        open.add(reading);
        history.take(reading);
        return reading;
    }

    /** How many sessions are open; any thread. */
    public int openSessions() {
        return open.size();
    }

    /** The subscriber went away; any thread, any number of times. */
    public void cancel(Reading reading) {
        reading.cancel();
        open.remove(reading);
        live.wake();
        history.wakeIfNeeded();
    }

    /** Says good-bye to every subscriber; may be called twice. Sessions of a worker that does not end are left to it. */
    @Override
    public void close() {
        growth.close();
        Worker.closeAll(workers, CLOSE_WITHIN);
        while (live.work()) {
            // what is kept by now is still shown to those who keep up
        }
        open.forEach(Reading::end); // all owners are gone, so the sessions are ours
        open.clear();
        live.close();
    }

    private Worker start(Crew crew, String name, Worker.Duty duty) {
        Worker worker = crew.start(name, duty);
        workers.add(worker);
        return worker;
    }

    private void wakeIfNeeded() {
        live.wakeIfNeeded();
        history.wakeIfNeeded();
    }

    private void fallBehind(TailSession session) {
        history.take(session);
    }

    private void ended(Reading reading) {
        reading.close();
        open.remove(reading);
    }

    private static double countBehind(Set<Reading> sessions) {
        return sessions.stream().filter(session -> !session.isLive()).count();
    }
}
