package logtail.journal.chronicle;

import java.util.concurrent.TimeUnit;
import logtail.journal.chronicle.CycleEnds.End;
import logtail.runtime.Clock;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycle;
import org.jspecify.annotations.Nullable;

/**
 * The time source by which Chronicle chooses the file. It shows no time of day: it stands still at the start of a cycle
 * until the writer advances it, because the wall clock's hour has changed since the cycle began or because the cycle is
 * full. So files have a bounded size although Chronicle rolls by time alone, and they stay in order whatever the wall
 * clock does, because this clock never goes back.
 *
 * <p>A cycle's number, which names its file, is the wall clock's minute in which it began, or the number after the last
 * one when that is greater: while more than one file is filled in a minute, or after the wall clock was set back, the
 * names run ahead. Nothing reads a time from them.
 *
 * <p>The writer's thread changes it; any thread may read the numbers.
 */
final class CycleClock implements TimeProvider {
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

    private final Clock wall;
    private final long lengthMs; // of the time that a number stands for
    private final long maxBytes;
    private long beganInHour; // of the wall clock
    private long receivedNs;
    private volatile int cycle;
    private volatile long writtenBytes;

    /** @param maxBytes the size at which a cycle is full; one block may exceed it */
    CycleClock(Clock wall, RollCycle rollCycle, long maxBytes) {
        this.wall = wall;
        this.maxBytes = maxBytes;
        lengthMs = rollCycle.lengthInMillis();
        beganInHour = hour();
        cycle = number();
    }

    /** Moves the clock beyond the newest file of earlier processes; call before the first append. */
    void startAfter(int newestCycle) {
        cycle = Math.max(cycle, newestCycle + 1);
    }

    /** Whether the next block belongs to another cycle. */
    boolean isOver(int blockBytes) {
        return hour() != beganInHour || (writtenBytes > 0 && writtenBytes + blockBytes > maxBytes);
    }

    void advance() {
        beganInHour = hour();
        writtenBytes = 0;
        cycle = Math.max(cycle + 1, number());
    }

    /** Records the end offset and time of receipt of the newest block in the file of {@code inCycle}. */
    void endsAt(int inCycle, long offset, long newReceivedNs) {
        if (inCycle == cycle) {
            writtenBytes = offset;
            receivedNs = newReceivedNs;
        }
    }

    /** The end of the current cycle so far; null while it holds no block. */
    @Nullable
    End end() {
        return writtenBytes == 0 ? null : new End(writtenBytes, receivedNs);
    }

    int cycle() {
        return cycle;
    }

    /** The size of the cycle's file on disk, with headers and indexes. */
    long writtenBytes() {
        return writtenBytes;
    }

    @Override
    public long currentTimeMillis() {
        return cycle * lengthMs;
    }

    private int number() {
        return (int) (wall.nowNs() / 1_000_000 / lengthMs);
    }

    private long hour() {
        return wall.nowNs() / 1_000_000 / HOUR_MS;
    }
}
