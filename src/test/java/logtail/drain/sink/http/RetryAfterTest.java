package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a server asks to wait. */
class RetryAfterTest {
    private final RetryAfter retryAfter = new RetryAfter(() -> Events.ns("2026-11-24T14:00:00.5Z"));

    @ParameterizedTest
    @CsvSource({
        "'', PT0S",
        "0, PT0S",
        "120, PT2M",
        " 7 , PT7S",
        "3600, PT1H",
        "999999999, PT1H",
        "99999999999999999999, PT0S",
        "-1, PT0S",
        "1.5, PT0S",
        "soon, PT0S",
        "'Tue, 24 Nov 2026 14:00:10 GMT', PT9.5S",
        "'Tue, 24 Nov 2026 13:00:00 GMT', PT0S",
        "'Fri, 24 Nov 2044 13:00:00 GMT', PT0S", // no such Friday
        "'Wed, 25 Nov 2026 13:00:00 GMT', PT1H"
    })
    void readsSecondsAndDates(String header, Duration wait) {
        assertThat(retryAfter.read(header)).isEqualTo(wait);
    }
}
