package logtail.pipeline;

import java.util.concurrent.TimeUnit;
import logtail.event.AttemptKey;

/**
 * How many lines are kept of each free key. A key is known for at least ten minutes, and for longer while it is among the
 * newest 100,000; when more come in ten minutes than there is memory for, the oldest are forgotten sooner. Two generations
 * of a hash table of numbers, 20 bytes a place: when the young one is old enough, or full, it becomes the old one, and what
 * was old is forgotten. Not thread-safe.
 */
final class RecentKeys {
    static final long KEEP_FOR_NS = TimeUnit.MINUTES.toNanos(10);
    static final int KEEP_COUNT = 100_000;

    private static final int PLACE_BYTES = 2 * Long.BYTES + Integer.BYTES;
    private static final int LEAST_PLACES = 1024;

    private final int maxPlaces;
    private Generation young = new Generation(LEAST_PLACES);
    private Generation old = new Generation(0);
    private long youngSinceNs = Long.MIN_VALUE;

    /** @param maxBytes memory for both generations */
    RecentKeys(long maxBytes) {
        maxPlaces = Math.clamp(maxBytes / 2 / PLACE_BYTES, LEAST_PLACES, 1 << 26);
    }

    /** 0 for a key that is not known. */
    int lines(AttemptKey key) {
        int lines = young.lines(key);
        return lines > 0 ? lines : old.lines(key);
    }

    /** Takes note of a key at the time when its lines were received. */
    void put(AttemptKey key, int lines, long receivedAtNs) {
        if (youngSinceNs == Long.MIN_VALUE) {
            youngSinceNs = receivedAtNs;
        }
        boolean isOldEnough = receivedAtNs - youngSinceNs >= KEEP_FOR_NS && young.count >= KEEP_COUNT;
        if (isOldEnough || (young.isFull() && !grow())) {
            old = young;
            young = new Generation(LEAST_PLACES);
            youngSinceNs = receivedAtNs;
        }
        young.put(key.high(), key.low(), lines);
    }

    private boolean grow() {
        if (young.lines.length == maxPlaces) {
            return false;
        }
        var larger = new Generation((int) Math.min(2L * young.lines.length, maxPlaces));
        for (int place = 0; place < young.lines.length; place++) {
            if (young.lines[place] > 0) {
                larger.put(young.highs[place], young.lows[place], young.lines[place]);
            }
        }
        young = larger;
        return true;
    }

    /** Open addressing; the keys are hashes themselves. A place with 0 lines is free. */
    private static final class Generation {
        final long[] highs;
        final long[] lows;
        final int[] lines;
        int count;

        Generation(int places) {
            highs = new long[places];
            lows = new long[places];
            lines = new int[places];
        }

        boolean isFull() {
            return count >= lines.length / 4 * 3;
        }

        int lines(AttemptKey key) {
            return lines.length == 0 ? 0 : lines[place(key.high(), key.low())];
        }

        void put(long high, long low, int kept) {
            int place = place(high, low);
            if (lines[place] == 0) {
                count++;
            }
            highs[place] = high;
            lows[place] = low;
            lines[place] = kept;
        }

        /** Where the key is, or else where it belongs. */
        private int place(long high, long low) {
            int place = (int) Math.unsignedMultiplyHigh(high, lines.length);
            while (lines[place] > 0 && (highs[place] != high || lows[place] != low)) {
                place = place + 1 == lines.length ? 0 : place + 1;
            }
            return place;
        }
    }
}
