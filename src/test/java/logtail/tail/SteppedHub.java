package logtail.tail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import logtail.encode.EventFormat;
import logtail.journal.Journal;
import logtail.query.TailQuery;
import logtail.runtime.Clock;
import logtail.runtime.MemoryBudget;
import logtail.runtime.Worker;

/** A {@link TailHub} whose workers do their duty when a test says so. One thread. */
public final class SteppedHub implements AutoCloseable {
    private static final int HISTORY_WORKERS = 2;

    private final List<Worker> workers = new ArrayList<>();
    private final TailHub hub;

    /** @param nanos what the hub measures by */
    public SteppedHub(Journal journal, Clock clock, LongSupplier nanos) {
        hub = new TailHub(
                journal,
                clock,
                nanos,
                new SimpleMeterRegistry(),
                MemoryBudget.Share.of("held", 1 << 20),
                HISTORY_WORKERS,
                (name, duty) -> {
                    Worker worker = Worker.stepped(name, duty);
                    workers.add(worker);
                    return worker;
                });
    }

    /** A new session, with its start found. */
    public TailSession open(TailQuery query, TailSink sink) {
        return open(View.ALL, query, sink);
    }

    /** A new session of a reader who may see this much, with its start found. */
    public TailSession open(View view, TailQuery query, TailSink sink) {
        return open(view, query, EventFormat.Kind.NDJSON, sink);
    }

    TailSession open(View view, TailQuery query, EventFormat.Kind kind, TailSink sink) {
        TailSession session = hub.begin(hub.open(view, query, kind, sink));
        while (session.state() == TailSession.State.BEGINNING || session.state() == TailSession.State.SEARCHING) {
            stepHistory(0);
        }
        return session;
    }

    /** The subscriber is gone. */
    public void leave(TailSession session) {
        hub.cancel(session);
    }

    /** One step of the live worker; false when it has nothing more to do. */
    public boolean stepLive() {
        return workers.getFirst().step();
    }

    /** One turn of the next reader in history; false when there is none. */
    public boolean stepHistory(int worker) {
        return workers.get(1 + worker % HISTORY_WORKERS).step();
    }

    /** Steps until nobody has anything to do. */
    public void settle() {
        int idle = 0;
        while (idle < 2) { // the live worker may hand a session to the others when it has nothing more to do
            boolean hasWorked = stepHistory(0);
            hasWorked |= stepHistory(1);
            hasWorked |= stepLive();
            idle = hasWorked ? 0 : idle + 1;
        }
    }

    /** How many are open. */
    public int openSessions() {
        return hub.openSessions();
    }

    @Override
    public void close() {
        hub.close();
    }
}
