package logtail.tail;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalUnreadableException;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.runtime.Clock;
import logtail.runtime.Worker;

/**
 * Sessions that keep up with the journal: reads each new block once and delivers it to all of them. Belongs to the tail-live
 * thread; any thread may call {@link #take}, {@link #wake} and {@link #wakeIfNeeded}.
 *
 * <p>Time is divided into rounds of {@value #ROUND_NS} ns. A session that uses more than {@value #SLICE_NS} ns of a round,
 * and {@value #TIMES_OTHERS} times the average of the others, delays them: it moves to the history workers for a while.
 * Sessions are measured only in rounds in which all together have used more than one slice, so an idle group pays nothing
 * for it.
 */
final class LiveGroup {
    private static final int FLUSH_BLOCKS = 16; // live output waits for at most so many blocks
    private static final long ROUND_NS = 10_000_000;
    private static final long SLICE_NS = 2_000_000;
    private static final long TIMES_OTHERS = 4;
    private static final long APART_NS = 10_000_000_000L;

    private final Journal journal;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Consumer<TailSession> behind;
    private final Consumer<TailSession> ended;
    private final Queue<TailSession> arrivals = new ConcurrentLinkedQueue<>();
    private final List<TailSession> group = new ArrayList<>();
    private final Map<EventFormat.Kind, EncodedBlock> outputs = new EnumMap<>(EventFormat.Kind.class);
    private final Map<View, Map<EventFormat.Kind, EncodedBlock>> limitedOutputs = new HashMap<>();
    private final PatientReader reader;
    private Worker worker; // set once, before the first arrival
    private final MovingPlace readTo;
    private int unflushedBlocks;
    private long round;
    private long roundEndNs;
    private long roundSpentNs;
    private long roundMeasuredNs; // the part of it measured per session
    private volatile boolean hasSessions; // read by the journal writer, which wakes us only if true

    /**
     * An empty group.
     *
     * @param behind gets sessions that leave the group
     * @param ended gets sessions that have ended
     */
    @SuppressWarnings("NullAway.Init") // a worker needs its duty first
    LiveGroup(
            Journal journal,
            Clock clock,
            LongSupplier nanos,
            Consumer<TailSession> behind,
            Consumer<TailSession> ended) {
        this.journal = journal;
        this.clock = clock;
        this.nanos = nanos;
        this.behind = behind;
        this.ended = ended;
        reader = new PatientReader(journal);
        readTo = new MovingPlace(Place.nowhere(journal.lanes()));
        for (var kind : EventFormat.Kind.values()) {
            outputs.put(kind, encoding(kind));
        }
    }

    void workOn(Worker liveWorker) {
        worker = liveWorker;
    }

    void take(TailSession session) {
        arrivals.add(session);
        worker.wake();
    }

    void wake() {
        worker.wake();
    }

    void wakeIfNeeded() {
        if (hasSessions) {
            worker.wake();
        }
    }

    boolean work() {
        for (var session = arrivals.poll(); session != null; session = arrivals.poll()) {
            join(session);
        }
        if (group.removeIf(this::isGone) && !limitedOutputs.isEmpty()) {
            limitedOutputs.keySet().removeIf(view -> group.stream().noneMatch(session -> view.equals(session.view())));
        }
        hasSessions = !group.isEmpty(); // before asking for the newest: later appends wake us
        Place visible = journal.newest();
        Block block;
        try {
            block = group.isEmpty() ? null : reader.next();
        } catch (JournalUnreadableException | JournalFailedException e) {
            group.forEach(this::leave); // each reads on and fails by itself
            group.clear();
            limitedOutputs.clear();
            return true;
        }
        boolean isRefused = reader.takeRefused();
        if (block == null) {
            missTo(visible, isRefused);
            release();
            flush();
            return false;
        }
        fanOut(block, isRefused);
        readTo.moveTo(block.lastIndex());
        if (++unflushedBlocks == FLUSH_BLOCKS) {
            release();
            flush();
        }
        return true;
    }

    void close() {
        group.clear();
        reader.close();
    }

    /** Seeks the reader back to a newcomer's position if need be; the others skip what they have delivered. */
    private void join(TailSession session) {
        Place place = session.position();
        if (group.isEmpty() || !place.covers(readTo.here())) {
            readTo.moveTo(group.isEmpty() ? place : readTo.here().min(place));
            reader.seek(readTo.here());
        }
        session.goLive(nanos.getAsLong());
        group.add(session);
        if (session.view().isLimited()) {
            limitedOutputs
                    .computeIfAbsent(session.view(), unused -> new EnumMap<>(EventFormat.Kind.class))
                    .computeIfAbsent(session.kind(), this::encoding);
        }
        beginRound(nanos.getAsLong()); // time spent before does not count against the newcomer
    }

    private boolean isGone(TailSession session) {
        if (session.isDone()) {
            if (session.finish(nanos.getAsLong()) == Reading.Progress.ENDED) {
                ended.accept(session);
            } else {
                behind.accept(session);
            }
            return true;
        }
        if (session.isCancelled()) {
            session.sink().flush(); // frees its buffer
            ended.accept(session);
            return true;
        }
        if (!session.sink().hasRoom() || session.isInsideBlock() || holdsUpOthers(session)) {
            leave(session);
            return true;
        }
        return false;
    }

    private void leave(TailSession session) {
        session.sink().flush();
        session.fallBehind();
        behind.accept(session);
    }

    private boolean holdsUpOthers(TailSession session) {
        long spentNs = session.cost().spentNs(round);
        boolean holdsUp =
                spentNs > SLICE_NS && spentNs * (group.size() - 1) > TIMES_OTHERS * (roundMeasuredNs - spentNs);
        if (holdsUp) {
            session.cost().setApart(nanos.getAsLong() + APART_NS);
        }
        return holdsUp;
    }

    private void fanOut(Block block, boolean isRefused) {
        outputs.values().forEach(output -> output.begin(block));
        limitedOutputs.forEach((view, ofView) -> ofView.values().forEach(output -> output.begin(block, view)));
        long beginNs = nanos.getAsLong();
        if (beginNs - roundEndNs >= 0) {
            beginRound(beginNs);
        }
        boolean isMeasured = roundSpentNs > SLICE_NS;
        long atNs = beginNs;
        for (TailSession session : group) {
            session.deliver(block, output(session), isRefused);
            if (isMeasured) {
                long nowNs = nanos.getAsLong();
                session.cost().add(round, nowNs - atNs);
                atNs = nowNs;
            }
        }
        long spentNs = (isMeasured ? atNs : nanos.getAsLong()) - beginNs;
        roundSpentNs += spentNs;
        roundMeasuredNs += isMeasured ? spentNs : 0;
    }

    private void beginRound(long nowNs) {
        round++;
        roundEndNs = nowNs + ROUND_NS;
        roundSpentNs = 0;
        roundMeasuredNs = 0;
    }

    private void missTo(Place visible, boolean isRefused) {
        if (!readTo.covers(visible)) {
            group.forEach(session -> session.nothingLeftTo(visible, isRefused));
            readTo.moveTo(readTo.here().max(visible));
        }
    }

    /** Delivers held-back events and reports that are due, and schedules the next time. */
    private void release() {
        long dueNs = Ordering.NEVER;
        long reportDueInNs = Report.NEVER;
        for (TailSession session : group) {
            dueNs = Math.min(dueNs, session.release(clock.nowNs()));
            session.report(nanos.getAsLong());
            if (session.reportDueNs() != Report.NEVER) {
                reportDueInNs = Math.min(reportDueInNs, session.reportDueNs() - nanos.getAsLong());
            }
        }
        long dueInNs = dueNs == Ordering.NEVER ? Long.MAX_VALUE : dueNs - clock.nowNs();
        long soonerNs = Math.min(dueInNs, reportDueInNs);
        if (soonerNs != Long.MAX_VALUE) {
            worker.wakeIn(Math.max(0, soonerNs));
        }
    }

    private EncodedBlock output(TailSession session) {
        Map<EventFormat.Kind, EncodedBlock> ofView =
                session.view().isLimited() ? limitedOutputs.get(session.view()) : outputs;
        return Objects.requireNonNull(Objects.requireNonNull(ofView).get(session.kind()));
    }

    private EncodedBlock encoding(EventFormat.Kind kind) {
        return new EncodedBlock(kind, journal.id().toString(), journal.lanes());
    }

    private void flush() {
        unflushedBlocks = 0;
        for (TailSession session : group) {
            session.sink().flush();
        }
    }
}
