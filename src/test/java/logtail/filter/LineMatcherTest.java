package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import logtail.event.Line;
import logtail.event.Slice;
import org.junit.jupiter.api.Test;

class LineMatcherTest {
    @Test
    void understandsALineAsTheDaemonWould() {
        assertThat(matches("level>=warn", "12:00:01 ERROR: broken")).isTrue();
        assertThat(matches("level>=warn", "all is well")).isFalse();
        assertThat(matches("app=web user=bob", "{\"app\":\"web\",\"user\":\"bob\"}"))
                .isTrue();
        assertThat(matches("app=unknown level=info -host:*", "plain")).isTrue();
    }

    @Test
    void looksAtItsPartOfTheBytesAlone() {
        byte[] bytes = "one two three".getBytes(UTF_8);
        assertThat(new LineMatcher(FilterParser.parse("two")).matches(bytes, 4, 7))
                .isTrue();
        assertThat(new LineMatcher(FilterParser.parse("one")).matches(bytes, 4, 7))
                .isFalse();
        assertThat(new LineMatcher(FilterParser.parse("message=two")).matches(bytes, 4, 7))
                .isTrue();
    }

    @Test
    void takesLinesOfAnyLength() {
        assertThat(matches("end", "x".repeat(1_000_000) + " end")).isTrue();
        assertThat(matches("start", "x".repeat(100_000) + " end")).isFalse();
    }

    @Test
    void takesALineThatWasUnderstoodAlready() {
        var line = new Line();
        line.app.set(Slice.of("db"));
        line.message.set(Slice.of("vacuum"));
        assertThat(new LineMatcher(FilterParser.parse("app=db vacuum")).matches(line))
                .isTrue();
    }

    private static boolean matches(String filter, String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return new LineMatcher(FilterParser.parse(filter)).matches(bytes, 0, bytes.length);
    }
}
