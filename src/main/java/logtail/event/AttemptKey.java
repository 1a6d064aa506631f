package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names one delivery of lines that its sender may send again: the first half of a SHA-256 over the sender's own key and
 * what the key belongs to, so all keys are as long as each other and two senders that count from 1 do not meet.
 */
public record AttemptKey(long high, long low) {
    /** The key {@code key} as used by {@code scope}, in which there is no NUL. */
    public static AttemptKey of(String scope, String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((scope + '\0' + key).getBytes(UTF_8));
            return new AttemptKey(ByteOrders.getLong(hash, 0), ByteOrders.getLong(hash, Long.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
