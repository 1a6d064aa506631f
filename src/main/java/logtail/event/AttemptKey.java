package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names lines that their sender may send again, so that every attempt to send them is known as one of the same. Either a
 * free key, of which nothing is known but that it is the same again, or the sequence number of a producer, which only
 * grows, so one number per producer is enough to know all before it.
 *
 * @param high first half of a free key, or the producer
 * @param low second half of a free key, or the sequence
 * @param isSequence whether this is the sequence of a producer
 */
public record AttemptKey(long high, long low, boolean isSequence) {
    /**
     * The free key {@code key} as used by {@code scope}, in which there is no NUL: the first half of a SHA-256 over both, so
     * all keys are as long as each other and two senders that count from 1 do not meet.
     */
    public static AttemptKey of(String scope, String key) {
        byte[] hash = hash(scope, key);
        return new AttemptKey(ByteOrders.getLong(hash, 0), ByteOrders.getLong(hash, Long.BYTES), false);
    }

    /** Number {@code sequence} of the producer {@code id} as used by {@code scope}, in which there is no NUL. */
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
