package logtail.journal.chronicle;

import logtail.journal.chronicle.CycleEnds.End;
import logtail.runtime.Clock;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycle;
import org.jspecify.annotations.Nullable;

/**
 * The clock that Chronicle chooses the file by. It shows no time of day: it stands still at the beginning of a cycle
 * until the writer moves it on, because the wall clock's hour is another one than when the cycle began, or because the
 * cycle is full. So a burst is cut into files of a bounded size although Chronicle rolls by time alone, and as the clock
 * goes forward only, whatever the wall clock does, the files keep their order.
 *
 * <p>A cycle's number is the wall clock's hour, or the number after the last one when that is later: after a burst the
 * names of the files run ahead of the day. Nobody reads a time out of them.
 *
 * <p>The writer's thread changes it; the numbers may be read by any.
 */
final class CycleClock implements TimeProvider {
    private final Clock wall;
    private final long lengthMs;
    private final long maxBytes;
    private long beganInHour; // of the wall clock
    private long receivedNs;
    private volatile int cycle;
    private volatile long writtenBytes;

    /**
     * @param maxBytes how much goes into a cycle before the next one begins; one block may go beyond it
     */
    CycleClock(Clock wall, RollCycle rollCycle, long maxBytes) {
        this.wall = wall;
        this.maxBytes = maxBytes;
        lengthMs = rollCycle.lengthInMillis();
        beganInHour = hour();
        cycle = (int) beganInHour;
    }

    /** Begins later than the newest file of earlier processes; before the first append. */
    void startAfter(int newestCycle) {
        cycle = Math.max(cycle, newestCycle + 1);
    }

    /** Whether the next block belongs into another cycle. */
    boolean isOver(int blockBytes) {
        return hour() != beganInHour || (writtenBytes > 0 && writtenBytes + blockBytes > maxBytes);
    }

    void advance() {
        beganInHour = hour();
        writtenBytes = 0;
        cycle = (int) Math.max(cycle + 1, beganInHour);
    }

    /** The newest block of the file of {@code inCycle} ends at {@code offset} and was received then. */
    void endsAt(int inCycle, long offset, long newReceivedNs) {
        if (inCycle == cycle) {
            writtenBytes = offset;
            receivedNs = newReceivedNs;
        }
    }

    /** What is known of the cycle; null while nothing is written in it. */
    @Nullable
    End end() {
        return writtenBytes == 0 ? null : new End(writtenBytes, receivedNs);
    }

    int cycle() {
        return cycle;
    }

    /** How much of the cycle's file is written, headers and index included: what it takes on disk. */
    long writtenBytes() {
        return writtenBytes;
    }

    @Override
    public long currentTimeMillis() {
        return cycle * lengthMs;
    }

    private long hour() {
        return wall.nowNs() / 1_000_000 / lengthMs;
    }
}
