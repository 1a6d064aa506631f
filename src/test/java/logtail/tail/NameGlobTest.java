package logtail.tail;

import static java.nio.charset.StandardCharsets.US_ASCII;
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

    private static boolean matches(String glob, String name) {
        byte[] bytes = ("x" + name + "x").getBytes(US_ASCII);
        return new NameGlob(glob).matches(bytes, 1, name.length());
    }

    private static boolean matchesProcess(String glob, String name) {
        byte[] bytes = ("x" + name + "x").getBytes(US_ASCII);
        return new NameGlob(glob).matchesProcess(bytes, 1, name.length());
    }

    private static String text(Random random, String letters, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
