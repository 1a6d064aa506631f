package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LiteralTest {
    @Test
    void findsATextAtEveryPlaceOfEveryLength() {
        for (int length = 1; length <= 20; length++) {
            byte[] text = "abcdefghijklmnopqrst".substring(0, length).getBytes(UTF_8);
            var literal = new Literal(text, false);
            for (int size = length; size <= 60; size++) {
                for (int at = 0; at + length <= size; at++) {
                    byte[] bytes = new byte[size];
                    System.arraycopy(text, 0, bytes, at, length);
                    assertThat(literal.indexIn(bytes, 0, size)).isEqualTo(at);
                    assertThat(literal.indexIn(bytes, at, at + length)).isEqualTo(at);
                    assertThat(literal.indexIn(bytes, 0, at + length - 1)).isEqualTo(-1);
                    assertThat(literal.indexIn(bytes, at + 1, size)).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void foldsAsciiLettersAndNothingElse() {
        assertThat(isIn("stra\u00DFe [x]", "STRA\u00DFE [X]")).isTrue();
        assertThat(isIn("\u00E9t\u00E9", "\u00C9T\u00C9")).isFalse();
        assertThat(isIn("[", "{")).isFalse();
        assertThat(isIn("@", "`")).isFalse();
        assertThat(isIn("k", "\u212A")).as("the Kelvin sign is no ASCII letter").isFalse();
        assertThat(new Literal("Error", false).isIn("error".getBytes(UTF_8), 0, 5))
                .isFalse();
    }

    @Test
    void agreesWithTheNaiveSearch() {
        var random = new Random(20260101);
        byte[] alphabet = "abAB\u00E9z@`[{ 0".getBytes(UTF_8);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = randomBytes(random, alphabet, random.nextInt(80));
            byte[] text = randomBytes(random, alphabet, 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 3));
            boolean ignoreCase = random.nextBoolean();
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            assertThat(new Literal(text, ignoreCase).indexIn(bytes, from, to))
                    .as("round %d", round)
                    .isEqualTo(Naive.indexOf(bytes, from, to, text, ignoreCase));
        }
    }

    @Test
    void refusesAnEmptyText() {
        assertThatThrownBy(() -> new Literal("", true)).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isIn(String text, String message) {
        byte[] bytes = message.getBytes(UTF_8);
        return new Literal(text, true).isIn(bytes, 0, bytes.length);
    }

    private static byte[] randomBytes(Random random, byte[] alphabet, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
        }
        return bytes;
    }
}
