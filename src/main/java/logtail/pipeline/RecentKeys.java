package logtail.pipeline;

import java.util.concurrent.TimeUnit;
import logtail.event.AttemptKey;

/**
 * Remembers how many lines of each free key are stored, and a digest of the body that they came in. It keeps a key for at least ten minutes, and longer while it is
 * among the newest 100,000; when ten minutes bring more keys than fit the memory, it evicts the oldest sooner.
 * Implemented as two generations of a hash table with 28 bytes per entry: when the young one is old enough or full, it
 * replaces the old one. Not thread-safe.
 */
final class RecentKeys {
    static final long KEEP_FOR_NS = TimeUnit.MINUTES.toNanos(10);
    static final int KEEP_COUNT = 100_000;

    /** Stands for a digest that is not known, as of a key of which the journal's receipts tell. */
    static final long NO_DIGEST = 0;

    private static final int PLACE_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int LEAST_PLACES = 1024;

    private final int maxPlaces;
    private Generation young = new Generation(LEAST_PLACES);
    private Generation old = new Generation(0);
    private long youngSinceNs = Long.MIN_VALUE;

    /** @param maxBytes the memory for both generations */
    RecentKeys(long maxBytes) {
        maxPlaces = Math.clamp(maxBytes / 2 / PLACE_BYTES, LEAST_PLACES, 1 << 26);
    }

    /** How many lines of the key are stored; 0 for an unknown key. */
    int lines(AttemptKey key) {
        int lines = young.lines(key);
        return lines > 0 ? lines : old.lines(key);
    }

    private long digest(AttemptKey key) {
        return young.lines(key) > 0 ? young.digest(key) : old.digest(key);
    }

    /** Whether the key is known to have come with another body than one of this digest. */
    boolean isOfOtherBody(AttemptKey key, long digest) {
        long known = digest(key);
        return known != NO_DIGEST && digest != NO_DIGEST && known != digest;
    }

    /** Records the lines of a key. */
    void put(AttemptKey key, int lines, long digest, long receivedAtNs) {
        if (youngSinceNs == Long.MIN_VALUE) {
            youngSinceNs = receivedAtNs;
        }
        boolean isOldEnough = receivedAtNs - youngSinceNs >= KEEP_FOR_NS && young.count >= KEEP_COUNT;
        if (isOldEnough || (young.isFull() && !grow())) {
            old = young;
            young = new Generation(LEAST_PLACES);
            youngSinceNs = receivedAtNs;
        }
        young.put(key.high(), key.low(), lines, digest);
    }

    private boolean grow() {
        if (young.lines.length == maxPlaces) {
            return false;
        }
        var larger = new Generation((int) Math.min(2L * young.lines.length, maxPlaces));
        for (int place = 0; place < young.lines.length; place++) {
            if (young.lines[place] > 0) {
                larger.put(young.highs[place], young.lows[place], young.lines[place], young.digests[place]);
            }
        }
        young = larger;
        return true;
    }

    /** An open-addressing hash table; the keys are hashes themselves. An entry with 0 lines is free. */
    private static final class Generation {
        final long[] highs;
        final long[] lows;
        final long[] digests;
        final int[] lines;
        int count;

        Generation(int places) {
            highs = new long[places];
            lows = new long[places];
            digests = new long[places];
            lines = new int[places];
        }

        boolean isFull() {
            return count >= lines.length / 4 * 3;
        }

        int lines(AttemptKey key) {
            return lines.length == 0 ? 0 : lines[place(key.high(), key.low())];
        }

        long digest(AttemptKey key) {
            return lines.length == 0 ? NO_DIGEST : digests[place(key.high(), key.low())];
        }

        void put(long high, long low, int kept, long digest) {
            int place = place(high, low);
            if (lines[place] == 0) {
                count++;
            }
            highs[place] = high;
            lows[place] = low;
            lines[place] = kept;
            digests[place] = digest;
        }

        /** The entry of the key, or the free one where it belongs. */
        private int place(long high, long low) {
            int place = (int) Math.unsignedMultiplyHigh(high, lines.length);
            while (lines[place] > 0 && (highs[place] != high || lows[place] != low)) {
                place = place + 1 == lines.length ? 0 : place + 1;
            }
            return place;
        }
    }
}
