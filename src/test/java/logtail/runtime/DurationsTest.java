package logtail.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "250ms, PT0.25S",
        "90s, PT90S",
        "5m, PT5M",
        "36h, PT36H",
        "7d, P7D",
        "2w, P14D",
        "1h30m, PT90M",
        "1m1s1ms, PT61.001S",
        "999999999w, P6999999993D"
    })
    void addsUpItsParts(String text, Duration expected) {
        assertThat(Durations.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "s",
                "1h30",
                "30 s",
                "1h 30m",
                "-1s",
                "1.5h",
                "1S",
                "1M",
                "1y",
                "1hx",
                "9999999999s"
            })
    void takesNothingElse(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "250ms", "30s", "1m30s", "1h", "1h30m", "7d", "36500d", "1d1h1m1s1ms"})
    void showsWhatItTakes(String text) {
        assertThat(Durations.shown(Durations.parse(text).orElseThrow())).isEqualTo(text);
    }

    @Test
    void hasAsManyNanosecondsAsANumberCanHold() {
        assertThat(Durations.toNanos(Duration.ofMillis(2))).isEqualTo(2_000_000);
        assertThat(Durations.toNanos(Duration.ofDays(999_999_999))).isEqualTo(Long.MAX_VALUE);
    }
}
