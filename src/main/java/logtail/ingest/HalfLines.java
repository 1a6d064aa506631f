package logtail.ingest;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The long unfinished messages of all streams. One must grow by {@value #LONG_BYTES} bytes, or end, within the time that a body may
 * rest; and when the memory for them is used up, the one that has rested longest gives way, not whoever asks last. So strangers
 * who hold many of them keep nobody out. Short ones, such as those of senders in the middle of nothing, are never cut. Any thread.
 */
public final class HalfLines {
    /** A message is long beyond so many bytes. */
    static final int LONG_BYTES = 4 * 1024;

    private final long restNs;
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();

    /** @param rest how long one may rest */
    public HalfLines(Duration rest) {
        restNs = rest.toNanos();
    }

    /** The unfinished message of a new stream. */
    Holder newHolder() {
        return new Holder();
    }

    /** That of one stream. Its event loop's, but for what others read. */
    final class Holder {
        private int length; // when it last went on
        private boolean isLong;
        private volatile long sinceNs;
        private volatile long bytes;
        private volatile @Nullable Runnable close;

        /** Notes how long the unfinished message is after a read. */
        void hold(int now) {
            bytes = now;
            if (now <= LONG_BYTES) {
                if (isLong) {
                    isLong = false;
                    close = null;
                    holders.remove(this);
                }
            } else if (!isLong || now < length || now - length >= LONG_BYTES) {
                length = now;
                sinceNs = System.nanoTime();
                isLong = true;
            }
        }

        boolean isLong() {
            return isLong;
        }

        /** How long until it must have gone on. */
        long leftNs() {
            return sinceNs + restNs - System.nanoTime();
        }

        void mayGiveWay(Runnable closing) {
            close = closing;
            holders.add(this);
        }

        /** Makes others give way that have rested longer; false when they hold less than {@code wanted} bytes. */
        boolean makeRoom(long wanted) {
            long made = 0;
            while (made < wanted) {
                Holder oldest = oldest();
                if (oldest == null || !holders.remove(oldest)) {
                    return false;
                }
                Runnable closing = oldest.close;
                if (closing != null) {
                    made += oldest.bytes;
                    closing.run();
                }
            }
            return true;
        }

        private @Nullable Holder oldest() {
            Holder oldest = null;
            long nowNs = System.nanoTime();
            long restedNs = isLong ? nowNs - sinceNs : 0;
            for (Holder other : holders) {
                if (other != this && nowNs - other.sinceNs > restedNs) {
                    oldest = other;
                    restedNs = nowNs - other.sinceNs;
                }
            }
            return oldest;
        }
    }
}
