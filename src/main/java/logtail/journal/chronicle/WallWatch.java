package logtail.journal.chronicle;

import java.util.concurrent.TimeUnit;
import logtail.runtime.Clock;

/**
 * Decides whether the wall clock is trusted for deletion by age. When it advanced by more than the elapsed time,
 * somebody set it; retention by age then pauses for an hour, in which a mistake can be corrected. One thread at a time.
 */
final class WallWatch {
    private static final long JUMP_NS = TimeUnit.HOURS.toNanos(1);
    private static final long DOUBT_NS = TimeUnit.HOURS.toNanos(1);

    private final Clock wall;
    private final Clock ticker;
    private long wallNs;
    private long tickNs;
    private long doubtLeftNs;

    /** @param ticker counts nanoseconds from any origin and never jumps */
    WallWatch(Clock wall, Clock ticker) {
        this.wall = wall;
        this.ticker = ticker;
        wallNs = wall.nowNs();
        tickNs = ticker.nowNs();
    }

    long nowNs() {
        return wall.nowNs();
    }

    /** How long the wall clock stays untrusted. */
    long doubtLeftNs() {
        return doubtLeftNs;
    }

    /** Compares both clocks. Call regularly, because a jump is detected only between two calls. */
    boolean isBelieved() {
        long newWallNs = wall.nowNs();
        long newTickNs = ticker.nowNs();
        long passedNs = newTickNs - tickNs;
        doubtLeftNs = newWallNs - wallNs > passedNs + JUMP_NS ? DOUBT_NS : Math.max(0, doubtLeftNs - passedNs);
        wallNs = newWallNs;
        tickNs = newTickNs;
        return doubtLeftNs == 0;
    }
}
