package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Makes what a server said fit to be shown: one line of at most {@value #MAX_LENGTH} characters that can all be seen, without
 * the secrets that we sent it.
 */
final class Quotation {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_BYTES = 8192;
    private static final int MIN_SECRET_LENGTH = 4; // shorter ones would blot out half of any text
    private static final String BLOT = "***";

    private final List<String> secrets;

    Quotation(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= MIN_SECRET_LENGTH)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    String of(byte[] text) {
        return of(new String(text, 0, Math.min(text.length, MAX_BYTES), UTF_8));
    }

    String of(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, BLOT);
        }
        clean = clean.replaceAll("[\\p{Cc}\\p{Cf}\\s\\x{FFFD}]+", " ").strip();
        return clean.codePointCount(0, clean.length()) <= MAX_LENGTH
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, MAX_LENGTH));
    }
}
