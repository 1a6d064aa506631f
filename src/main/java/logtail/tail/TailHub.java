package logtail.tail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.query.TailQuery;
import logtail.runtime.Clock;
import logtail.runtime.Deadline;
import logtail.runtime.DeadlineCloseable;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;
import logtail.runtime.Worker;

/**
 * Opens, runs and closes tail sessions. The {@code tail-live} thread reads each new block once and delivers it to every
 * session that keeps up ({@link LiveGroup}); the {@code tail-history-N} threads serve the other sessions in turns ({@link
 * History}). Sessions move between them through queues. A slow session never delays others; it reads the journal later.
 */
public final class TailHub implements DeadlineCloseable {
    private static final int LEAST_WORKERS = 2;
    private static final int MOST_WORKERS = 4;
    private static final int REMOTE_WORKERS = 8; // as they wait for other machines most of the time
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** Starts workers: as threads or, in tests, as duties that the test runs one round at a time. */
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

    /** @param held memory for events that sessions hold back */
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
            var turn = new Turn(journal.id().toString(), journal.lanes(), journal.isRemote(), nanos);
            Worker.Duty duty = i == 1 ? () -> history.workAndLookAfter(turn) : () -> history.work(turn);
            history.workOn(start(crew, "tail-history-" + i, duty));
        }
        growth = journal.onGrowth(this::wakeIfNeeded);
        Gauge.builder("logtail.tail.sessions", open, Set::size)
                .description("Open tails")
                .register(metrics);
        Gauge.builder("logtail.tail.sessions.behind", open, TailHub::countBehind)
                .description("Open tails that read history, as they began there or cannot keep up")
                .register(metrics);
    }

    /**
     * Starts a hub and its threads.
     *
     * @param held what sessions hold back until it is shown takes from it
     */
    public static TailHub start(
            Journal journal, Clock clock, MeterRegistry metrics, FaultHandler faults, MemoryBudget.Share held) {
        int historyWorkers = journal.isRemote()
                ? REMOTE_WORKERS
                : Math.clamp(Runtime.getRuntime().availableProcessors(), LEAST_WORKERS, MOST_WORKERS);
        return new TailHub(
                journal,
                clock,
                System::nanoTime,
                metrics,
                held,
                historyWorkers,
                (name, duty) -> Worker.start(name, duty, faults));
    }

    /** How many lanes the journal has. */
    public int lanes() {
        return journal.lanes();
    }

    /** The journal that sessions read. */
    public JournalId journal() {
        return journal.id();
    }

    /**
     * Creates a session whose history ends at the journal's newest event. It delivers nothing before {@link #begin}.
     *
     * @param view what the subscriber may see
     */
    public TailSession open(View view, TailQuery query, EventFormat.Kind kind, TailSink sink) {
        return new TailSession(journal, view, query, kind, sink, held);
    }

    /**
     * Creates a reader of one event and its neighbours of the same process; it delivers nothing before {@link #begin}.
     *
     * @param view what the subscriber may see
     */
    public Neighbourhood openAround(
            View view, long id, TailQuery.Context context, EventFormat.Kind kind, TailSink sink) {
        return new Neighbourhood(journal, view, id, context, kind, sink, held);
    }

    /** Whether the event is in the journal and in view. Reads from disk. */
    public boolean has(View view, long id) {
        return Neighbourhood.has(journal, view, id);
    }

    /**
     * Passes the newest events in view to {@code event}, oldest first, each as the current one of its block; at most
     * {@code most}. Reads from disk, on the thread that calls.
     *
     * @throws logtail.journal.JournalUnreadableException when the disk refuses too much
     */
    public void forNewest(View view, long most, Consumer<Block> event) {
        new NewestInView(journal, view).forEach(most, event);
    }

    /** Starts delivery by {@code reading} and returns it. Any thread. */
    public <T extends Reading> T begin(T reading) {
        open.add(reading);
        history.take(reading);
        return reading;
    }

    /** How many sessions are open; any thread. */
    public int openSessions() {
        return open.size();
    }

    /** How many events of the journal it has not dealt with yet, a moment ago; any thread. */
    public long lagEvents(Reading reading) {
        if (!(reading instanceof TailSession session) || session.isLive()) {
            return 0;
        }
        long lag = 0;
        for (int lane = 0; lane < journal.lanes(); lane++) {
            long behind = Math.max(journal.firstIndex(lane) - 1, session.behind(lane));
            lag += journal.count(behind, journal.lastIndex(lane)).orElse(0);
        }
        return lag;
    }

    /** Ends {@code reading} because its subscriber disconnected; may be called again. Any thread. */
    public void cancel(Reading reading) {
        reading.cancel();
        open.remove(reading);
        live.wake();
        history.wakeIfNeeded();
    }

    /** As {@link #close(Deadline)}, within five seconds. */
    @Override
    public void close() {
        close(Deadline.in(CLOSE_WITHIN));
    }

    /**
     * Ends every session with the format's closing message; may be called twice. Sessions of a worker that does not end by
     * {@code deadline}, or within five seconds, are left to it.
     */
    @Override
    public void close(Deadline deadline) {
        growth.close();
        Duration left = deadline.orWithin(CLOSE_WITHIN).left();
        Worker.closeAll(workers, Duration.ofMillis(left.plusNanos(999_999).toMillis())); // whole, for the error message
        while (live.work()) {
            // sessions that keep up still get everything committed so far
        }
        open.forEach(Reading::end); // their threads have ended, so this thread owns the sessions
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
