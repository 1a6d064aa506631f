package logtail.redact;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 (RFC 2104) of a value, the first {@value Placeholders#HASH_BYTES} bytes of it in hexadecimal: equal values have equal
 * hashes, and without the key nobody finds the value by trying all card numbers. One thread.
 */
final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final Mac mac;

    KeyedHash(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Writes the placeholder of {@code bytes[from, to)}, a value of this kind. */
    void write(Kind kind, byte[] bytes, int from, int to, Text into) {
        for (int at = from; at < to; at++) {
            int canonical = kind.canonical(bytes[at]);
            if (canonical >= 0) {
                mac.update((byte) canonical);
            }
        }
        byte[] hash = mac.doFinal();
        into.add((byte) 'h');
        into.add((byte) ':');
        for (int i = 0; i < Placeholders.HASH_BYTES; i++) {
            into.add(DIGITS[hash[i] >> 4 & 0xF]);
            into.add(DIGITS[hash[i] & 0xF]);
        }
    }
}
