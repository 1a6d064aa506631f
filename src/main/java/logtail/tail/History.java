package logtail.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.runtime.Clock;
import logtail.runtime.Worker;

/**
 * Serves the readers of history in turns. Several workers take them from one queue, so a long turn delays one worker only;
 * the worker that took a reader owns it until it passes it on. Any thread may call {@link #take}; only workers call {@link
 * #work}.
 *
 * <p>A reader frees its files and buffers between turns while others wait, and while its sink is full. So the number of open
 * files and buffers is about that of workers, however many readers wait.
 */
final class History {
    private final Journal journal;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Consumer<TailSession> level;
    private final Consumer<Reading> ended;
    private final Queue<Reading> turns = new ConcurrentLinkedQueue<>();
    private final Queue<TailSession> apart =
            new ConcurrentLinkedQueue<>(); // at the end of the journal, but excluded from the live group
    private final List<Worker> workers = new ArrayList<>(); // complete before the first take
    private volatile boolean hasApart;

    /**
     * A history without workers.
     *
     * @param level gets sessions that have reached the end of the journal
     * @param ended gets readers that have ended
     */
    History(Journal journal, Clock clock, LongSupplier nanos, Consumer<TailSession> level, Consumer<Reading> ended) {
        this.journal = journal;
        this.clock = clock;
        this.nanos = nanos;
        this.level = level;
        this.ended = ended;
    }

    void workOn(Worker worker) {
        workers.add(worker);
    }

    void take(Reading reading) {
        turns.add(reading);
        workers.forEach(Worker::wake);
    }

    /** Call after the journal grew or a reader was cancelled: sessions excluded from the live group may have work. */
    void wakeIfNeeded() {
        if (hasApart) {
            workers.getFirst().wake();
        }
    }

    /** The first worker's duty, which includes the sessions excluded from the live group. */
    boolean workAndLookAfter(Turn turn) {
        if (hasApart) {
            lookAfterApart();
        }
        return work(turn);
    }

    boolean work(Turn turn) {
        Reading reading = turns.poll();
        if (reading == null) {
            return false;
        }
        switch (reading.read(turn.begin())) {
            case MORE -> {
                if (!turns.isEmpty()) {
                    reading.rest();
                }
                turns.add(reading);
            }
            case FULL -> {
                reading.rest();
                reading.sink().whenRoom(() -> take(reading));
            }
            case LEVEL -> handOn((TailSession) reading);
            case ENDED -> ended.accept(reading);
        }
        return true;
    }

    private void handOn(TailSession session) {
        session.rest();
        if (session.cost().isApart(nanos.getAsLong())) {
            session.release(clock.nowNs());
            apart.add(session);
            hasApart = true;
            workers.getFirst().wake(); // the journal may have grown since
        } else {
            level.accept(session);
        }
    }

    private void lookAfterApart() {
        hasApart = false;
        var waiting = new ArrayList<TailSession>();
        for (var session = apart.poll(); session != null; session = apart.poll()) {
            waiting.add(session);
        }
        Place newest = journal.newest();
        long nowNs = nanos.getAsLong();
        long dueInNs = Long.MAX_VALUE;
        for (TailSession session : waiting) {
            long sessionDueInNs = session.dueNs() == Ordering.NEVER ? Long.MAX_VALUE : session.dueNs() - clock.nowNs();
            if (session.reportDueNs() != Report.NEVER) {
                sessionDueInNs = Math.min(sessionDueInNs, session.reportDueNs() - nowNs);
            }
            boolean hasWork = !session.covers(newest)
                    || session.isCancelled()
                    || sessionDueInNs <= 0
                    || !session.cost().isApart(nowNs);
            if (hasWork) {
                take(session);
            } else {
                dueInNs = Math.min(dueInNs, sessionDueInNs);
                apart.add(session);
                hasApart = true;
            }
        }
        if (dueInNs != Long.MAX_VALUE) {
            workers.getFirst().wakeIn(dueInNs);
        }
    }
}
