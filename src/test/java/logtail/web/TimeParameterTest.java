package logtail.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeParameterTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "15m, 2026-11-24T13:45:00Z",
        "1 hour ago, 2026-11-24T13:00:00Z",
        "2026-11-24T14:00:00Z, 2026-11-24T14:00:00Z",
        "2026-11-24T15:00:00+01:00, 2026-11-24T14:00:00Z",
        "2026-11-24T15:00:00 01:00, 2026-11-24T14:00:00Z",
        "2026-11-24T15:00 0100, 2026-11-24T14:00:00Z",
        "0, 1970-01-01T00:00:00Z",
        "1710000000, 2024-03-09T16:00:00Z",
        "1710000000123, 2024-03-09T16:00:00.123Z",
    })
    void takesAgesTimesAndEpochs(String text, Instant expected) {
        assertThat(read(text)).isEqualTo(expected);
    }

    @Test
    void takesDaysOfTheDaemonsZone() {
        var zone = ZoneId.systemDefault();
        assertThat(read("2026-11-24"))
                .isEqualTo(LocalDate.of(2026, 11, 24).atStartOfDay(zone).toInstant());
        assertThat(read("today"))
                .isEqualTo(NOW.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
        assertThat(read("2026-11-24 14:05"))
                .isEqualTo(ZonedDateTime.of(2026, 11, 24, 14, 5, 0, 0, zone).toInstant());
    }

    @Test
    void namesWhatItTakesWhenItIsNone() {
        for (String text : new String[] {"", "soon", "2026-13-01", "2300-01-01T00:00:00Z"}) {
            assertThatThrownBy(() -> TimeParameter.read("since", text, 0))
                    .isInstanceOf(BadParameterException.class)
                    .hasMessageContainingAll("since", "'" + text + "'", "90s", "2262");
        }
    }

    private static Instant read(String text) {
        long nowNs = NOW.getEpochSecond() * 1_000_000_000L;
        long ns = TimeParameter.read("since", text, nowNs);
        return Instant.ofEpochSecond(ns / 1_000_000_000L, ns % 1_000_000_000L);
    }
}
