package logtail.ingest.rate;

import java.util.Arrays;
import logtail.event.Slice;

/**
 * Finds the buckets of a name without making anything of it when it was looked for lately. Of names that fall on the same
 * place it remembers the last. One thread.
 */
final class FoundBuckets {
    private static final int PLACES = 64; // a power of two
    private static final int LONGEST_BYTES = 256;

    private final Rates rates;
    private final RateRule.Kind kind;
    private final byte[][] names = new byte[PLACES][];
    private final Bucket[][] found = new Bucket[PLACES][];

    FoundBuckets(Rates rates, RateRule.Kind kind) {
        this.rates = rates;
        this.kind = kind;
    }

    Bucket[] of(Slice name) {
        int place = place(name);
        byte[] known = names[place];
        if (known != null
                && Arrays.equals(known, 0, known.length, name.bytes(), name.from(), name.to())
                && areCurrent(found[place])) {
            return found[place];
        }
        Bucket[] buckets = rates.of(kind, name.toString());
        if (name.length() <= LONGEST_BYTES) {
            names[place] = Arrays.copyOfRange(name.bytes(), name.from(), name.to());
            found[place] = buckets;
        }
        return buckets;
    }

    private static boolean areCurrent(Bucket[] buckets) {
        for (Bucket bucket : buckets) {
            if (bucket.isForgotten()) {
                return false;
            }
        }
        return true;
    }

    private static int place(Slice name) {
        int hash = name.length();
        for (int at = name.from(); at < name.to(); at++) {
            hash = hash * 31 + name.bytes()[at];
        }
        return (hash ^ hash >>> 6 ^ hash >>> 12 ^ hash >>> 18) & PLACES - 1;
    }
}
