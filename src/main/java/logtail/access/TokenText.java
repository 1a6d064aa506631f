package logtail.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The text of a new token: {@code lt_ID_SECRET}. The secret has 256 bits, so that its plain SHA-256 may be kept: nobody can try
 * all. Letters and digits only, so it needs no escaping in URLs, shells, structured data and JSON, and a double click takes
 * all of it.
 *
 * @param id public, to find the token in a list
 * @param text the whole token; a secret, so {@link #toString} leaves it out
 */
record TokenText(String id, String text) {
    static final String PREFIX = "lt_";

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LETTERS = 8;
    private static final int SECRET_LETTERS = 43; // 62^43 > 2^256
    private static final SecureRandom RANDOM = new SecureRandom();

    static TokenText draw() {
        String id = letters(ID_LETTERS);
        return new TokenText(id, PREFIX + id + "_" + letters(SECRET_LETTERS));
    }

    /** SHA-256 of the UTF-8 of a token, in small hexadecimal digits. */
    static String hash(String token) {
        return HexFormat.of().formatHex(sha256().digest(token.getBytes(UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has it
        }
    }

    private static String letters(int count) {
        return RANDOM.ints(count, 0, ALPHABET.length())
                .map(ALPHABET::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
