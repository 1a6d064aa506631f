package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NameGlobTest {
    @Test
    void matchesWhatTheSameRegularExpressionMatches() {
        var random = new Random(7);
        for (int round = 0; round < 50_000; round++) {
            String glob = text(random, "ab*?.", 7);
            String name = text(random, "ab.", 9);
            String regex = glob.replace(".", "\\.").replace("*", ".*").replace("?", ".");
            assertThat(matches(glob, name)).as("%s on %s", glob, name).isEqualTo(Pattern.matches(regex, name));
        }
    }

    @Test
    void meansAllOfAKindByTheNameOfAProcess() {
        assertThat(matchesProcess("web", "web.1")).isTrue();
        assertThat(matchesProcess("w*b", "web.12")).isTrue();
        assertThat(matchesProcess("web.1", "web.1")).isTrue();
        assertThat(matchesProcess("web.1", "web.12")).isFalse();
        assertThat(matchesProcess("web", "webhook.1")).isFalse();
        assertThat(matchesProcess("web", "")).isFalse();
    }

    @Test
    void takesAWholeCharacterForAQuestionMark() {
        assertThat(matches("?ber", "über")).isTrue();
        assertThat(matches("??ber", "über")).isFalse();
        assertThat(matches("東*", "東京")).isTrue();
        assertThat(matches("東?", "東京")).isTrue();
        assertThat(matches("東京", "大阪")).isFalse();
    }

    @Test
    void becomesWhatANameBecomes() {
        assertThat(matches("a b", "a_b")).isTrue();
        assertThat(matches(" a\tb* ", "a_bc")).isTrue();
        assertThat(matches("a/b", "a/b")).isTrue();
        assertThat(matches("x".repeat(200), "x".repeat(128))).isTrue();
        assertThat(matches("x".repeat(200) + "*", "x".repeat(128))).isFalse();
    }

    private static boolean matches(String glob, String name) {
        byte[] bytes = ("x" + name + "x").getBytes(UTF_8);
        return new NameGlob(glob, 128).matches(bytes, 1, bytes.length - 2);
    }

    private static boolean matchesProcess(String glob, String name) {
        byte[] bytes = ("x" + name + "x").getBytes(UTF_8);
        return new NameGlob(glob, 128).matchesProcess(bytes, 1, bytes.length - 2);
    }

    private static String text(Random random, String letters, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
