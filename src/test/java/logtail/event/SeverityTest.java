package logtail.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeverityTest {
    @Test
    void numbersAreThoseOfRfc5424() {
        assertThat(Severity.values())
                .extracting(Severity::label)
                .containsExactly("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug");
    }

    @Test
    void readsTheUsualSpellingsInAnyCase() {
        assertThat(Severity.named("WARNING")).contains(Severity.WARN);
        assertThat(Severity.named("Err")).contains(Severity.ERROR);
        assertThat(Severity.named("informational")).contains(Severity.INFO);
        assertThat(Severity.named("panic")).contains(Severity.EMERG);
        assertThat(Severity.named("trace")).contains(Severity.DEBUG);
    }

    @Test
    void otherWordsNameNone() {
        for (String word : new String[] {"", "warned", "err0r", "informationals", "ynformational"}) {
            byte[] bytes = word.getBytes(UTF_8);
            assertThat(Severity.codeOf(bytes, 0, bytes.length)).as(word).isEqualTo(Severity.NONE);
        }
    }
}
