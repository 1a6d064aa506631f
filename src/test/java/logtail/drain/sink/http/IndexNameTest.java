package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which index an event goes to. */
class IndexNameTest {
    @ParameterizedTest
    @CsvSource({
        "logtail, logtail",
        "logs-{yyyy.MM.dd}, logs-2026.11.24",
        "{yyyy}-{MM}x, 2026-11x",
        "logs-{yyyyMMdd-HH}, logs-20261124-23",
        "a'b, ",
        "logs-{'week'ww}, logs-week48"
    })
    void putsTheTimeOfTheEventIntoTheName(String pattern, String name) {
        if (name == null) {
            assertThatThrownBy(() -> IndexName.of(pattern)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(IndexName.of(pattern).at(Events.ns("2026-11-24T23:59:59.999999999Z")))
                    .asString(UTF_8)
                    .isEqualTo(name);
        }
    }

    @Test
    void changesAtMidnightInUtcAndBack() {
        IndexName index = IndexName.of("l-{MM.dd}");
        for (String time : new String[] {"2026-11-24T23:59:59Z", "2026-11-25T00:00:00Z", "2026-11-24T00:00:00Z"}) {
            assertThat(index.at(Events.ns(time)))
                    .asString(UTF_8)
                    .isEqualTo("l-" + time.substring(5, 10).replace('-', '.'));
        }
        assertThat(IndexName.of("l-{yyyy}").at(Events.ns("1969-12-31T23:59:59Z")))
                .asString(UTF_8)
                .isEqualTo("l-1969");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Upper",
                "_x",
                "a b",
                "a/b",
                "a,b",
                "a\"b",
                "logs-{yyyy.MM.dd",
                "{bb}",
                "{MMM}",
                "x-{HH:mm}",
                "x-{HHmm}",
                "x{S}",
                "x-{VV}"
            })
    void refusesWhatMakesNoNames(String pattern) {
        assertThatThrownBy(() -> IndexName.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }
}
