package logtail.parse.join;

import java.util.ArrayDeque;
import java.util.Deque;
import logtail.event.Line;
import logtail.event.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Joins the lines of one connection into events, source by source: lines with the same names and stream belong together, so that
 * processes that write into one connection do not mix. The last line of each source is held back, as the next may belong to it,
 * until that comes, or its {@linkplain #release wait} is over. What cannot be continued passes untouched. An event ends at the
 * most bytes and lines; what is beyond is a further event, flagged {@link Line#CONTINUED}. Use:
 *
 * <pre>
 * if (joiner.takes(line, …)) {           // held, or to be given in turn
 *     while (joiner.next(line)) { … }    // complete events
 * } else { … }                           // the line itself is an event
 * </pre>
 *
 * Allocates nothing per line once it is warm. One thread.
 */
public final class Joiner {
    /** What tells nothing about the line behind. */
    public static final int UNKNOWN = -1;

    private static final int MAX_LINES = 2000; // more than the 1024 frames that a JVM prints of an endless recursion
    private static final int MAX_SOURCES = 256;
    private static final int MAX_POOLED = 8;
    private static final int MAX_POOLED_BYTES = 4 * 1024; // a larger array is given up
    /** The pieces that Docker makes of longer lines. */
    static final int DOCKER_BYTES = 16 * 1024;

    private final JoinRules rules;
    private final int maxMessageBytes;
    private final long waitNs;
    private final Sources sources = new Sources();
    private final Deque<Held> ready = new ArrayDeque<>(); // complete, in order
    private final Deque<Held> pool = new ArrayDeque<>();
    private @Nullable Held given; // what the caller has, until it asks again

    /**
     * Creates a joiner.
     *
     * @param maxMessageBytes the most bytes of a joined message
     * @param waitNs how long an event waits for its next line
     */
    public Joiner(JoinRules rules, int maxMessageBytes, long waitNs) {
        this.rules = rules;
        this.maxMessageBytes = maxMessageBytes;
        this.waitNs = waitNs;
    }

    /**
     * Takes a line, unless nothing is before it and nothing can belong to it.
     *
     * @param empty how many empty lines were left out before it
     * @param following the first byte of the line behind it, when that is known to be of the same source, or {@link #UNKNOWN}
     * @param sender lines of different ones are never joined
     * @return false when the line itself is the next event
     */
    public boolean takes(Line line, int empty, int following, Object sender, long nowNs) {
        line.isUnfinished |= rules.joinsDocker() && line.message.length() == DOCKER_BYTES;
        long key = Sources.key(line, sender);
        int at = sources.find(line, key, sender);
        if (at == Sources.NONE) {
            long state = begin(line);
            if (standsAlone(line, state, following)) {
                return !ready.isEmpty() && queue(line, nowNs);
            }
            hold(line, key, state, sender, nowNs);
            return true;
        }
        if (!isContinued(at, line, empty, nowNs)) {
            remove(at);
            long state = begin(line);
            if (standsAlone(line, state, following)) {
                queue(line, nowNs);
            } else {
                hold(line, key, state, sender, nowNs);
            }
        }
        return true;
    }

    /** Fills {@code into} with the next complete event; its slices are valid until the next call. */
    public boolean next(Line into) {
        Held done = given;
        if (done != null) {
            given = null;
            recycle(done);
        }
        Held next = ready.poll();
        if (next == null) {
            return false;
        }
        next.give(into);
        given = next;
        return true;
    }

    /** The sender of the event that {@link #next} gave. */
    public Object sender() {
        Held current = given;
        if (current == null) {
            throw new IllegalStateException("no event was given");
        }
        return current.sender;
    }

    /** Completes the events whose wait is over. A clock that went back ends all waits. */
    public void release(long nowNs) {
        for (int at = 0; at < sources.count(); ) {
            long waitedNs = nowNs - sources.at(at).lastNs;
            if (waitedNs >= waitNs || waitedNs < 0) {
                remove(at);
            } else {
                at++;
            }
        }
    }

    /** Completes all events. */
    public void releaseAll() {
        while (sources.count() > 0) {
            remove(0);
        }
    }

    /** In how many nanoseconds the first wait is over, or {@link Long#MAX_VALUE} when nothing is held back. */
    public long dueInNs(long nowNs) {
        long due = Long.MAX_VALUE;
        for (int i = 0; i < sources.count(); i++) {
            due = Math.min(due, Math.max(0, sources.at(i).lastNs + waitNs - nowNs));
        }
        return due;
    }

    /** Makes all waits be over at the next {@link #release}, when there is no memory for them. */
    public void endWaits() {
        for (int i = 0; i < sources.count(); i++) {
            sources.at(i).lastNs = Long.MAX_VALUE; // ahead of any clock
        }
    }

    /** Whether an event waits for more lines. */
    public boolean isHolding() {
        return sources.count() > 0;
    }

    /** The memory of all events that it holds, in bytes. */
    public long heldBytes() {
        long bytes = 0;
        for (int i = 0; i < sources.count(); i++) {
            bytes += sources.at(i).memoryBytes();
        }
        for (Held held : ready) {
            bytes += held.memoryBytes();
        }
        return bytes;
    }

    private long begin(Line line) {
        byte[] bytes = line.message.bytes();
        int from = line.message.from();
        int to = line.message.to();
        boolean isCalm = isWrapped(line) ? LogHead.isCalm(bytes, from, to) : line.severity > Severity.WARN.code();
        return rules.begin(bytes, from, to, isLog(line), isCalm);
    }

    private static boolean isLog(Line line) {
        return line.severity >= 0 || line.timeNs != Line.NO_TIME || line.textTimeNs != Line.NO_TIME;
    }

    /** Whether a logger wrote the text itself, so that it is no further line of an error's message. */
    private static boolean isLogger(Line line) {
        if (isWrapped(line)) {
            return LogHead.isLog(line.message.bytes(), line.message.from(), line.message.to());
        }
        return isLog(line) || isJson(line);
    }

    /** Whether somebody on its way gave it a time, and a level that may tell no more than the stream that it came on. */
    private static boolean isWrapped(Line line) {
        return line.facility != Line.NO_FACILITY || line.stream != Line.NO_STREAM;
    }

    private boolean isContinued(int at, Line line, int empty, long nowNs) {
        Held held = sources.at(at);
        if (!held.hasTokenOf(line)) {
            return false;
        }
        if (held.isUnfinished) {
            append(at, line, 0, held.state, nowNs);
            return true;
        }
        if (line.isComplete) {
            return false;
        }
        if (line.message.isEmpty() && rules.takesEmpty(held.state)) {
            held.appendEmpty(line, nowNs);
            return true;
        }
        boolean hasNoHeader = (line.flags & Line.CONTINUED) != 0;
        long state = rules.next(
                held.state, held.empty + empty, line.message.bytes(), line.message.from(), line.message.to());
        if (state == JoinRules.START && !isLogger(line)) {
            state = rules.inMessage(held.state);
        }
        if (state == JoinRules.START && !hasNoHeader) {
            return false;
        }
        append(at, line, 1 + empty, state == JoinRules.START ? held.state : state, nowNs);
        return true;
    }

    private void append(int at, Line line, int feeds, long state, long nowNs) {
        Held held = sources.at(at);
        long length = (long) held.messageBytes() + feeds + line.message.length();
        if (length <= maxMessageBytes && held.lines() < MAX_LINES) {
            held.append(line, feeds, nowNs);
            held.state = state;
            return;
        }
        long key = sources.key(at);
        held.continueIn(line);
        remove(at);
        hold(line, key, state, held.sender, nowNs);
    }

    private boolean standsAlone(Line line, long state, int following) {
        if (line.isUnfinished) {
            return false;
        }
        if (line.isComplete || !rules.joinsLines() || (isJson(line) && !rules.mayFollowJson())) {
            return true;
        }
        return following != UNKNOWN && !JoinRules.isTrace(state) && !rules.mayFollow((byte) following);
    }

    private static boolean isJson(Line line) {
        return LogHead.isJson(line.message.bytes(), line.message.from(), line.message.to());
    }

    private void hold(Line line, long key, long state, Object sender, long nowNs) {
        if (sources.count() == MAX_SOURCES) {
            remove(sources.oldest());
        }
        Held held = free();
        held.begin(line, nowNs);
        held.state = state;
        held.sender = sender;
        sources.add(held, key);
    }

    /** Puts a line that is an event itself behind those that are complete. */
    private boolean queue(Line line, long nowNs) {
        Held held = free();
        held.begin(line, nowNs);
        ready.add(held);
        return true;
    }

    private void remove(int at) {
        ready.add(sources.remove(at));
    }

    private Held free() {
        Held held = pool.poll();
        return held == null ? new Held() : held;
    }

    private void recycle(Held held) {
        if (pool.size() < MAX_POOLED && held.capacity() <= MAX_POOLED_BYTES) {
            pool.push(held);
        }
    }
}
