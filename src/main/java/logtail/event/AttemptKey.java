package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Idempotency key of a batch of lines: every attempt to send the batch carries the same key. It is either a free key,
 * an opaque text, or a sequence number of a producer. Sequence numbers only grow, so the last one of a producer stands
 * for all before it.
 *
 * @param high first half of a free key, or the producer
 * @param low second half of a free key, or the sequence
 * @param isSequence whether this is the sequence of a producer
 */
public record AttemptKey(long high, long low, boolean isSequence) {
    /**
     * The free key {@code key} of {@code scope}: the first half of a SHA-256 over both, so that all keys have one
     * length and two senders that count from 1 do not collide. A scope never contains NUL.
     */
    public static AttemptKey of(String scope, String key) {
        byte[] hash = hash(scope, key);
        return new AttemptKey(ByteOrders.getLong(hash, 0), ByteOrders.getLong(hash, Long.BYTES), false);
    }

    /** Number {@code sequence} of the producer {@code id} of {@code scope}. A scope never contains NUL. */
    public static AttemptKey ofProducer(String scope, String id, long sequence) {
        return new AttemptKey(ByteOrders.getLong(hash(scope, id), 0), sequence, true);
    }

    private static byte[] hash(String scope, String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((scope + '\0' + key).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
