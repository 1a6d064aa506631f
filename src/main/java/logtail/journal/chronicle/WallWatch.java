package logtail.journal.chronicle;

import java.util.concurrent.TimeUnit;
import logtail.runtime.Clock;

/**
 * Tells whether the wall clock may be believed enough to delete by it. When it went forward by more than the time that
 * passed, somebody set it; if that was a mistake, an hour is given to mend it before age takes anything. One thread at a
 * time.
 */
final class WallWatch {
    private static final long JUMP_NS = TimeUnit.HOURS.toNanos(1);
    private static final long DOUBT_NS = TimeUnit.HOURS.toNanos(1);

    private final Clock wall;
    private final Clock ticker;
    private long wallNs;
    private long tickNs;
    private long doubtLeftNs;

    /**
     * @param ticker counts nanoseconds from anywhere and never jumps
     */
    WallWatch(Clock wall, Clock ticker) {
        this.wall = wall;
        this.ticker = ticker;
        wallNs = wall.nowNs();
        tickNs = ticker.nowNs();
    }

    long nowNs() {
        return wall.nowNs();
    }

    /** How long the last look will be doubted. */
    long doubtLeftNs() {
        return doubtLeftNs;
    }

    /** Looks at both clocks; to be asked at least once in a while, as a jump is seen only between two looks. */
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
