package logtail.tail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.journal.JournalReader;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import logtail.runtime.Worker;

/**
 * Where sessions come and go. {@code tail-live} reads each new block once and offers it to every session that keeps up;
 * {@code tail-history} brings the others forward, a slice each in turn. A session moves from one to the other through
 * their queues; a slow one costs nobody else anything, as it only reads the journal later.
 */
public final class TailHub implements AutoCloseable {
    private static final int FLUSH_BLOCKS = 16; // live output waits for at most so many blocks

    private final Journal journal;
    private final Clock clock;
    private final Set<TailSession> open = ConcurrentHashMap.newKeySet();
    private final Worker liveWorker;
    private final Worker historyWorker;
    private final Journal.Subscription growth;
    private final Live live;
    private final History history;

    private TailHub(Journal journal, Clock clock, MeterRegistry metrics, FaultHandler faults) {
        this.journal = journal;
        this.clock = clock;
        live = new Live(journal);
        history = new History();
        liveWorker = Worker.start("tail-live", live::work, faults);
        historyWorker = Worker.start("tail-history", history::work, faults);
        growth = journal.onGrowth(live::wakeIfNeeded);
        Gauge.builder("logtail.tail.sessions", open, Set::size).register(metrics);
        Gauge.builder("logtail.tail.sessions.behind", open, TailHub::countBehind)
                .register(metrics);
    }

    public static TailHub start(Journal journal, Clock clock, MeterRegistry metrics, FaultHandler faults) {
        return new TailHub(journal, clock, metrics, faults);
    }

    /** The journal that sessions read. */
    public JournalId journal() {
        return journal.id();
    }

    /** A session that stands at the journal's newest event and is to deliver once it {@linkplain #begin begins}. */
    public TailSession open(TailQuery query, EventFormat.Kind kind, TailSink sink) {
        return new TailSession(journal, query, kind, sink);
    }

    /** Makes {@code session} deliver from now on, and returns it; any thread. */
    public TailSession begin(TailSession session) {
        open.add(session);
        history.take(session);
        return session;
    }

    /** How many sessions are open; any thread. */
    public int openSessions() {
        return open.size();
    }

    /** The subscriber went away; any thread, any number of times. */
    public void cancel(TailSession session) {
        session.cancel();
        open.remove(session);
        liveWorker.wake();
    }

    /** Says good-bye to every subscriber; may be called twice. */
    @Override
    public void close() {
        growth.close();
        liveWorker.close();
        historyWorker.close();
        while (live.work()) {
            // what is kept by now is still shown to those who keep up
        }
        open.forEach(TailSession::end); // both owners are gone, so the sessions are ours
        open.clear();
        live.close();
    }

    private void ended(TailSession session) {
        session.close();
        open.remove(session);
    }

    private static double countBehind(Set<TailSession> sessions) {
        return sessions.stream()
                .filter(session -> session.state() != TailSession.State.LIVE)
                .count();
    }

    /** Belongs to the tail-history thread; {@link #take} may be called by any. */
    private final class History {
        private final Queue<TailSession> arrivals = new ConcurrentLinkedQueue<>();
        private final Deque<TailSession> turns = new ArrayDeque<>();

        void take(TailSession session) {
            arrivals.add(session);
            historyWorker.wake();
        }

        boolean work() {
            for (var session = arrivals.poll(); session != null; session = arrivals.poll()) {
                turns.add(session);
            }
            TailSession session = turns.poll();
            if (session == null) {
                return false;
            }
            if (session.catchUp()) {
                turns.add(session);
            } else if (session.state() == TailSession.State.ENDED) {
                ended(session);
            } else if (session.isLevel()) {
                live.take(session);
            } else { // the sink was full; that it may have room by now does not bring the session level
                session.sink().whenRoom(() -> take(session));
            }
            return true;
        }
    }

    /** Belongs to the tail-live thread; {@link #take} may be called by any. */
    private final class Live {
        private final Queue<TailSession> arrivals = new ConcurrentLinkedQueue<>();
        private final List<TailSession> group = new ArrayList<>();
        private final Map<EventFormat.Kind, EncodedBlock> outputs = new EnumMap<>(EventFormat.Kind.class);
        private final JournalReader reader;
        private long readTo;
        private int unflushedBlocks;
        private volatile boolean hasSessions; // told to the journal writer, which wakes us for nothing else

        Live(Journal journal) {
            reader = journal.openReader();
            for (var kind : EventFormat.Kind.values()) {
                outputs.put(kind, new EncodedBlock(kind));
            }
        }

        void take(TailSession session) {
            arrivals.add(session);
            liveWorker.wake();
        }

        void wakeIfNeeded() {
            if (hasSessions) {
                liveWorker.wake();
            }
        }

        boolean work() {
            for (var session = arrivals.poll(); session != null; session = arrivals.poll()) {
                join(session);
            }
            group.removeIf(this::isGone);
            hasSessions = !group.isEmpty(); // before the journal is looked at: what comes later wakes us
            long visible = journal.lastIndex();
            Block block = group.isEmpty() ? null : reader.next();
            if (block == null) {
                missTo(visible);
                release();
                flush();
                return false;
            }
            fanOut(block);
            readTo = block.lastIndex();
            if (++unflushedBlocks == FLUSH_BLOCKS) {
                flush();
            }
            return true;
        }

        void close() {
            group.clear();
            reader.close();
        }

        /** A newcomer that stands further back takes the reader there; the others know what they have seen already. */
        private void join(TailSession session) {
            if (group.isEmpty() || session.position() < readTo) {
                readTo = session.position();
                reader.seek(readTo + 1);
            }
            session.goLive();
            group.add(session);
        }

        private boolean isGone(TailSession session) {
            if (session.isDone()) {
                session.finish();
                ended(session);
                return true;
            }
            if (session.isCancelled()) {
                session.sink().flush(); // lets go of what it gathered, though nobody sees it
                ended(session);
                return true;
            }
            if (!session.sink().hasRoom()) {
                session.sink().flush();
                session.fallBehind();
                history.take(session);
                return true;
            }
            return false;
        }

        private void fanOut(Block block) {
            outputs.values().forEach(output -> output.begin(block));
            for (TailSession session : group) {
                session.deliver(block, output(session));
            }
        }

        private void missTo(long visible) {
            if (readTo < visible) {
                group.forEach(session -> session.nothingLeftTo(visible));
                readTo = visible;
            }
        }

        /** Shows what sessions in time order have held back long enough, and comes again when more is due. */
        private void release() {
            long dueNs = Ordering.NEVER;
            for (TailSession session : group) {
                dueNs = Math.min(dueNs, session.release(clock.nowNs()));
            }
            if (dueNs != Ordering.NEVER) {
                liveWorker.wakeIn(Math.max(0, dueNs - clock.nowNs()));
            }
        }

        private EncodedBlock output(TailSession session) {
            return java.util.Objects.requireNonNull(outputs.get(session.kind()));
        }

        private void flush() {
            unflushedBlocks = 0;
            for (TailSession session : group) {
                session.sink().flush();
            }
        }
    }
}
