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

    @ParameterizedTest
    @CsvSource({
        "yesterday 14:00, Europe/Berlin, 2026-11-23T13:00:00Z",
        "yesterday 14:00, utc, 2026-11-23T14:00:00Z",
        "yesterday 14:00, UTC, 2026-11-23T14:00:00Z",
        "14:05, +02:00, 2026-11-24T12:05:00Z",
        "14:05, ' 02:00', 2026-11-24T12:05:00Z",
        "14:05, -03:30, 2026-11-23T17:35:00Z",
        "2026-11-24 09:00, Asia/Tokyo, 2026-11-24T00:00:00Z",
        "2026-11-24T09:00:00Z, Asia/Tokyo, 2026-11-24T09:00:00Z",
        "2026-11-24 15:00 +0100, Asia/Tokyo, 2026-11-24T14:00:00Z",
        "15m, Asia/Tokyo, 2026-11-24T13:45:00Z",
    })
    void meansTheZoneThatIsNamedWhereTheTextNamesNone(String text, String zone, Instant expected) {
        long nowNs = NOW.getEpochSecond() * 1_000_000_000L;
        long ns = TimeParameter.read("since", text, nowNs, TimeParameter.zone("tz", zone));
        assertThat(Instant.ofEpochSecond(0, ns)).isEqualTo(expected);
    }

    @Test
    void refusesAZoneThatThereIsNot() {
        for (String zone : new String[] {"", "Berlin", "Mars/Olympus", "+25:00", "local", "\0", "x".repeat(9000)}) {
            assertThatThrownBy(() -> TimeParameter.zone("tz", zone))
                    .isInstanceOf(BadParameterException.class)
                    .hasMessage(
                            "parameter tz is '%s'; it takes utc, an offset (+02:00), or a zone as in Europe/Berlin",
                            zone);
        }
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
