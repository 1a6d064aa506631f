package logtail.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import logtail.access.Principal;
import logtail.event.Slice;
import org.jspecify.annotations.Nullable;

/**
 * Finds whom a token in a line belongs to. What the gate said of a token is believed for a second, so that a sender whose
 * every line has one costs no hash a line, and one that is revoked ends within that second. Comparing takes the same time
 * for all tokens of a length. One event loop.
 */
final class ShownTokens {
    /** How long an answer of the gate is believed, in nanoseconds. */
    static final long VALID_NS = 1_000_000_000;

    private static final int PLACES = 64; // a power of two
    private static final int LONGEST_BYTES = 512;
    private static final byte[] NONE = {};

    private final Doorkeeper doorkeeper;
    private final byte[][] tokens = new byte[PLACES][];
    private final Principal[] owners = new Principal[PLACES];
    private final long[] askedAtNs = new long[PLACES];

    ShownTokens(Doorkeeper doorkeeper) {
        this.doorkeeper = doorkeeper;
        Arrays.fill(tokens, NONE);
        Arrays.fill(owners, Principal.NOBODY);
    }

    /** The owner of this token, which is not empty; {@link Principal#NOBODY} when it is none of ours. */
    Principal owner(Slice token, String address, long nowNs) {
        if (token.length() > LONGEST_BYTES) {
            return Principal.NOBODY;
        }
        int place = place(token);
        if (isSame(tokens[place], token) && Math.abs(nowNs - askedAtNs[place]) < VALID_NS) {
            return owners[place];
        }
        byte[] copy = Arrays.copyOfRange(token.bytes(), token.from(), token.to());
        @Nullable Principal owner = doorkeeper.ownerOf(new String(copy, ISO_8859_1), address);
        tokens[place] = copy;
        owners[place] = owner == null ? Principal.NOBODY : owner;
        askedAtNs[place] = nowNs;
        return owners[place];
    }

    private static boolean isSame(byte[] known, Slice token) {
        if (known.length != token.length()) {
            return false;
        }
        int different = 0;
        for (int i = 0; i < known.length; i++) {
            different |= known[i] ^ token.bytes()[token.from() + i];
        }
        return different == 0;
    }

    private static int place(Slice token) {
        int hash = 0;
        for (int at = token.from(); at < token.to(); at++) {
            hash = hash * 31 + token.bytes()[at];
        }
        return (hash ^ hash >>> 8 ^ hash >>> 16) & PLACES - 1;
    }
}
