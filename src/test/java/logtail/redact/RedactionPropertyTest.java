package logtail.redact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import logtail.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets at random places of random text: none survives, nothing else changes. */
class RedactionPropertyTest {
    private static final String KEY = "a key for the tests";
    private static final String EVERYTHING =
            "card=hash token=mask key=mask email=hash ipv4=hash ipv6=hash re:/pw([A-Za-z0-9]+)/=hash";

    private final Random random = new Random(Seeds.draw(RedactionPropertyTest.class));
    private final SecretSamples samples = new SecretSamples(random);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void leavesNoSecretAndNothingElseChanged(Kind kind) {
        String rule = kind == Kind.RE ? "re:/pw[A-Za-z0-9]+/" : kind.word();
        Redactor mask = Redaction.of(rule, KEY).redactor();
        Redactor hash = Redaction.of(rule + "=hash", KEY).redactor();
        Redactor drop = Redaction.of(rule + "=drop", KEY).redactor();
        for (int round = 0; round < 2_000; round++) {
            String before = samples.text();
            String after = samples.text();
            String secret = samples.secret(kind);
            String line = before + secret + (after.isEmpty() ? "" : " " + after);
            String shown = kind == Kind.CARD ? secret.substring(secret.length() - 4) : "";
            if (!shown.matches("\\d*")) {
                shown = "";
            }
            String masked = before + "****" + shown + (after.isEmpty() ? "" : " " + after);
            if (secret.contains("\n")) {
                continue; // a key of several lines, see RedactorTest
            }
            assertThat(redact(mask, line)).isEqualTo(masked);
            assertThat(redact(hash, line)).matches("(?s).*\\bh:[0-9a-f]{16}.*").doesNotContain(secret);
            assertThat(redact(hash, line).replaceFirst("h:[0-9a-f]{16}", "****" + shown))
                    .isEqualTo(masked);
            assertThat(redact(drop, line)).isEmpty();
        }
    }

    @Test
    void leavesTextWithoutSecretsAsItIs() {
        Redactor redactor = Redaction.of(EVERYTHING, KEY).redactor();
        for (int round = 0; round < 5_000; round++) {
            String text = samples.text();
            assertThat(redact(redactor, text)).isEqualTo(text);
        }
    }

    @Test
    void changesNothingTheSecondTime() {
        var first = Redaction.of(EVERYTHING, KEY);
        Redactor once = first.redactor();
        var second = Redaction.of(EVERYTHING, "another key for the tests");
        Redactor twice = second.redactor();
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = mixture();
            byte[] redacted = once.redact(bytes, 0, bytes.length);
            assertThat(twice.redact(redacted, 0, redacted.length))
                    .as(new String(bytes, ISO_8859_1))
                    .isEqualTo(redacted);
        }
        assertThat(second.hits().values()).allMatch(hits -> hits.sum() == 0);
    }

    @Test
    void takesAnyBytesAndNeverWritesToThem() {
        Redaction redaction = Redaction.of(EVERYTHING + " re:/[^a]b/", KEY);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = mixture();
            byte[] surrounded = new byte[bytes.length + 40];
            random.nextBytes(surrounded);
            System.arraycopy(bytes, 0, surrounded, 20, bytes.length);
            byte[] before = surrounded.clone();
            byte[] alone = redaction.redactor().redact(bytes, 0, bytes.length); // a new one, as it remembers open keys
            assertThat(redaction.redactor().redact(surrounded, 20, 20 + bytes.length))
                    .isEqualTo(alone);
            assertThat(surrounded).isEqualTo(before);
        }
    }

    /** Pieces of text and of secrets, whole, half and side by side, and some bytes that are no text. */
    private byte[] mixture() {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            String piece = random.nextBoolean()
                    ? samples.text()
                    : samples.secret(List.of(Kind.values()).get(random.nextInt(Kind.values().length)));
            int cut = random.nextInt(4) == 0 ? random.nextInt(piece.length() + 1) : piece.length();
            text.append(piece, 0, cut).append(random.nextInt(3) == 0 ? "" : random.nextBoolean() ? " " : ":");
        }
        byte[] bytes = text.toString().replace('\n', ' ').getBytes(UTF_8);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextInt(255) - 127 | 1);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
    }

    private static String redact(Redactor redactor, String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return new String(redactor.redact(bytes, 0, bytes.length), UTF_8);
    }
}
