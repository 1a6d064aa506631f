package logtail.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** It is Tuesday, 24 November 2026, 15:00 in Berlin. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 hour ago                         | 2026-11-24T13:00:00Z
                    an hour ago                        | 2026-11-24T13:00:00Z
                    2h ago                             | 2026-11-24T12:00:00Z
                    1 day ago                          | 2026-11-23T14:00:00Z
                    3 Weeks Ago                        | 2026-11-03T14:00:00Z
                    1 month ago                        | 2026-10-25T14:00:00Z
                    5min                               | 2026-11-24T13:55:00Z
                    5 min                              | 2026-11-24T13:55:00Z
                    10 minutes                         | 2026-11-24T13:50:00Z
                    10 mins ago                        | 2026-11-24T13:50:00Z
                    30sec                              | 2026-11-24T13:59:30Z
                    1 hour                             | 2026-11-24T13:00:00Z
                    2hrs                               | 2026-11-24T12:00:00Z
                    -1h                                | 2026-11-24T13:00:00Z
                    -5 min                             | 2026-11-24T13:55:00Z
                    1h 30m                             | 2026-11-24T12:30:00Z
                    1 hour, 30 minutes ago             | 2026-11-24T12:30:00Z
                    1 hour and 30 minutes              | 2026-11-24T12:30:00Z
                    1.5h                               | 2026-11-24T12:30:00Z
                    0.5 days                           | 2026-11-24T02:00:00Z
                    9:00                               | 2026-11-24T08:00:00Z
                    9:00:30                            | 2026-11-24T08:00:30Z
                    09:00:30.5                         | 2026-11-24T08:00:30.500Z
                    09:00:30,123                       | 2026-11-24T08:00:30.123Z
                    23:15                              | 2026-11-23T22:15:00Z
                    9am                                | 2026-11-24T08:00:00Z
                    2:30 pm                            | 2026-11-24T13:30:00Z
                    12am                               | 2026-11-23T23:00:00Z
                    noon                               | 2026-11-24T11:00:00Z
                    midnight                           | 2026-11-23T23:00:00Z
                    9:00 UTC                           | 2026-11-24T09:00:00Z
                    10:00Z                             | 2026-11-24T10:00:00Z
                    today 9:00                         | 2026-11-24T08:00:00Z
                    today at 9:00                      | 2026-11-24T08:00:00Z
                    yesterday 9:00                     | 2026-11-23T08:00:00Z
                    yesterday noon                     | 2026-11-23T11:00:00Z
                    9:00 yesterday                     | 2026-11-23T08:00:00Z
                    monday                             | 2026-11-22T23:00:00Z
                    Mon                                | 2026-11-22T23:00:00Z
                    tuesday                            | 2026-11-23T23:00:00Z
                    last tuesday                       | 2026-11-16T23:00:00Z
                    wednesday 9:00                     | 2026-11-18T08:00:00Z
                    tomorrow                           | 2026-11-24T23:00:00Z
                    Nov 24 14:05                       | 2026-11-24T13:05:00Z
                    Nov 24                             | 2026-11-23T23:00:00Z
                    Nov  4 14:05:06.115                | 2026-11-04T13:05:06.115Z
                    Nov 29 19:00                       | 2025-11-29T18:00:00Z
                    November 24, 2026                  | 2026-11-23T23:00:00Z
                    24 Nov                             | 2026-11-23T23:00:00Z
                    24 Nov 2026 14:05                  | 2026-11-24T13:05:00Z
                    24.11.2026 14:05                   | 2026-11-24T13:05:00Z
                    Feb 29                             | 2024-02-28T23:00:00Z
                    Tue Nov 24 14:05:00 2026           | 2026-11-24T13:05:00Z
                    Tue Nov 24 02:05:00 PM UTC 2026    | 2026-11-24T14:05:00Z
                    Tue, 24 Nov 2026 14:05:00 GMT      | 2026-11-24T14:05:00Z
                    24/Nov/2026:14:05:00 +0100         | 2026-11-24T13:05:00Z
                    2026/11/24 14:05                   | 2026-11-24T13:05:00Z
                    20261124                           | 2026-11-23T23:00:00Z
                    2026-11-24T14:05:00+0100           | 2026-11-24T13:05:00Z
                    2026-11-24T14:05:00+01             | 2026-11-24T13:05:00Z
                    2026-11-24T14:05:00 +01:00         | 2026-11-24T13:05:00Z
                    2026-11-24T14:05:00-05             | 2026-11-24T19:05:00Z
                    2026-11-24 14:05:00,123            | 2026-11-24T13:05:00.123Z
                    2026-11-24 14:05:00,123Z           | 2026-11-24T14:05:00.123Z
                    2026-11-24t14:05:00z               | 2026-11-24T14:05:00Z
                    2026-11-24T14:05Z                  | 2026-11-24T14:05:00Z
                    2026-11-24 9:05                    | 2026-11-24T08:05:00Z
                    2026-11-24 14:05:00 Asia/Tokyo     | 2026-11-24T05:05:00Z
                    2026-11-24T14:05:00.123456789+00:00 | 2026-11-24T14:05:00.123456789Z
                    @1710000000                        | 2024-03-09T16:00:00Z
                    @1710000000.5                      | 2024-03-09T16:00:00.500Z
                    @1710000000123                     | 2024-03-09T16:00:00.123Z
                    @0                                 | 1970-01-01T00:00:00Z
                    1710000000                         | 2024-03-09T16:00:00Z
                    """)
    void isReadHoweverPeopleAndProgramsWriteIt(String words, Instant expected) {
        assertThat(parse(words)).isEqualTo(expected);
    }

    @Test
    void aTimeOfDayIsOneWithoutADay() {
        assertThat(List.of("9:00", "noon", "9am", "14:05:06")).allMatch(TimeWords::isTimeOfDay);
        assertThat(List.of("today 9:00", "1h", "now", "2026-11-24", "x")).noneMatch(TimeWords::isTimeOfDay);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "90",
                "1x",
                "h",
                "ago",
                "1h ago ago",
                "+1h",
                "1h x",
                "25:00",
                "9:60",
                "13pm",
                "0am",
                "2026-13-01",
                "2026-02-30",
                "2026-11-24T",
                "2026-11-24T25:00",
                "2026-11-24 14:05:00,1234567890",
                "2026-11-24T14:05:00+25",
                "Foo 24",
                "Nov 31",
                "mondayish",
                "someday",
                "m5",
                "12345678901",
                "14:05:00:00",
                "1:2",
                "99999999999999999999h"
            })
    void otherWordsMeanNothing(String words) {
        assertThat(TimeWords.parse(words, NOW, BERLIN)).isEmpty();
    }

    private static Instant parse(String words) {
        return TimeWords.parse(words, NOW, BERLIN).orElseThrow();
    }
}
