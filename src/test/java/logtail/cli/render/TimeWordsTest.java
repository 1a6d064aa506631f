package logtail.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWordsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin"); // 15:00 there

    @Test
    void agesCountBackFromNow() {
        assertThat(parse("90s")).isEqualTo(NOW.minusSeconds(90));
        assertThat(parse("5m")).isEqualTo(NOW.minus(Duration.ofMinutes(5)));
        assertThat(parse("1h30m")).isEqualTo(NOW.minus(Duration.ofMinutes(90)));
        assertThat(parse("2d")).isEqualTo(NOW.minus(Duration.ofDays(2)));
        assertThat(parse("250ms")).isEqualTo(NOW.minusMillis(250));
    }

    @Test
    void aTimeOfDayIsTheLastOneOnTheUsersClock() {
        assertThat(parse("14:30")).isEqualTo("2026-11-24T13:30:00Z");
        assertThat(parse("9:05")).isEqualTo(parse("09:05"));
        assertThat(parse("15:00:00")).isEqualTo(NOW);
        assertThat(parse("15:01")).isEqualTo("2026-11-23T14:01:00Z");
    }

    @Test
    void daysMayBeNamed() {
        assertThat(parse("now")).isEqualTo(NOW);
        assertThat(parse("today")).isEqualTo("2026-11-23T23:00:00Z");
        assertThat(parse("Yesterday")).isEqualTo("2026-11-22T23:00:00Z");
        assertThat(parse("yesterday 9:00")).isEqualTo("2026-11-23T08:00:00Z");
        assertThat(parse("yesterday 14:00")).isEqualTo("2026-11-23T13:00:00Z");
    }

    @Test
    void datesAreLocalUnlessTheyHaveAnOffset() {
        assertThat(parse("2026-11-24")).isEqualTo("2026-11-23T23:00:00Z");
        assertThat(parse("2026-11-24T10:00:00Z")).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(parse("2026-11-24t10:00:00.5+05:30")).isEqualTo("2026-11-24T04:30:00.500Z");
        assertThat(parse("2026-11-24 10:00")).isEqualTo("2026-11-24T09:00:00Z");
    }

    @Test
    void epochsMayBeSecondsOrFiner() {
        assertThat(parse("1795528800")).isEqualTo(NOW);
        assertThat(parse("1795528800.25")).isEqualTo(NOW.plusMillis(250));
        assertThat(parse("1795528800123")).isEqualTo(NOW.plusMillis(123));
        assertThat(parse("1795528800123456")).isEqualTo(NOW.plusNanos(123_456_000));
        assertThat(parse("1795528800123456789")).isEqualTo(NOW.plusNanos(123_456_789));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "90",
                "5 minutes",
                "1x",
                "25:00",
                "2026-13-01",
                "2026-02-30",
                "tomorrow",
                "yesterday noon",
                "m5",
                "-5m"
            })
    void otherWordsMeanNothing(String words) {
        assertThat(TimeWords.parse(words, NOW, BERLIN)).isEmpty();
    }

    private static Instant parse(String words) {
        return TimeWords.parse(words, NOW, BERLIN).orElseThrow();
    }
}
