package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import logtail.runtime.Env;
import logtail.runtime.Sizes;

/**
 * How much a compressed body may unpack to. It is unpacked piece by piece, so this protects no memory, but the journal and the
 * processor: a bomb of 1 MB gzip is 1 GB of lines.
 *
 * @param mostBytes of a body whose length is announced; one without goes on as long as its sender does, compressed or not
 * @param mostRatio how often its size any body may unpack to, beyond the first {@value #FREE_BYTES} bytes
 */
public record Inflation(long mostBytes, int mostRatio) {
    /** Unpacked bytes that the ratio does not count: short bodies of equal lines pack a thousandfold. */
    static final int FREE_BYTES = 4 << 20;

    /** The defaults. */
    static final Inflation STANDARD = new Inflation(1L << 30, 200);

    private static final String SIZE = "LOGTAIL_MAX_INFLATED";
    private static final String RATIO = "LOGTAIL_MAX_INFLATED_RATIO";

    /** Reads {@code LOGTAIL_MAX_INFLATED} and {@code LOGTAIL_MAX_INFLATED_RATIO}. */
    static Inflation from(Env env) {
        return new Inflation(
                env.bytes(SIZE, STANDARD.mostBytes(), 1 << 20, 1L << 40),
                env.integer(RATIO, STANDARD.mostRatio(), 2, 100_000));
    }

    /**
     * Checks a body after each piece.
     *
     * @param isAnnounced whether it has a length
     * @throws LostBodyException when it has gone too far
     */
    void check(long packedBytes, long unpackedBytes, boolean isAnnounced) {
        if (isAnnounced && unpackedBytes > mostBytes) {
            throw tooLarge("the body unpacks to more than %s (%s)".formatted(Sizes.exact(mostBytes), SIZE));
        }
        if (unpackedBytes > FREE_BYTES && unpackedBytes / mostRatio > packedBytes) {
            throw tooLarge("the body unpacks to more than %d times its size (%s)".formatted(mostRatio, RATIO));
        }
    }

    private static LostBodyException tooLarge(String detail) {
        return new LostBodyException(new Problem(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, detail));
    }
}
