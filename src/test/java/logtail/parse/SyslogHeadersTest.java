package logtail.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers as devices and loggers send them: {@code headers.txt} has a message and what becomes of it, line by line. */
final class SyslogHeadersTest {
    private static final String NOW = "2026-11-29T18:30:00Z";

    private final SyslogParser parser = new SyslogParser(ZoneOffset.UTC);

    static Stream<Arguments> headers() throws IOException {
        try (var in = SyslogHeadersTest.class.getResourceAsStream("/syslog/headers.txt")) {
            List<String> lines = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            return IntStream.range(0, lines.size() / 2)
                    .mapToObj(i -> Arguments.of(lines.get(2 * i), lines.get(2 * i + 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void readsWhatDevicesSend(String message, String expected) {
        for (int again = 0; again < 2; again++) { // the second time from the caches
            assertThat(described(Parsed.of(parser, message, NOW))).isEqualTo(expected);
        }
    }

    private static String described(Parsed line) {
        return "    app=%s process=%s host=%s msgid=%s time=%s%s | %s"
                .formatted(
                        line.app(),
                        line.process(),
                        line.host(),
                        line.msgId(),
                        line.time(),
                        line.attributes().isEmpty() ? "" : " " + line.attributes(),
                        line.message());
    }

    /** Nobody takes these for an app, whatever stands before them. */
    @ParameterizedTest
    @CsvSource({
        "<30>Foo 29 18:00:00 host app[1]: x",
        "<30>18:00:00 host app[1]: x",
        "<30>12345 host app[1]: x",
        "<30>12345[6]: x",
        "<30>2026_11_29 x",
        "'<30>1,2026/11/29 18:00:00,x: y'",
        "<30>Nov 29 18:00:00 host 2026-11-29T18:00:00Z x",
        "<30>Nov 29 18:00:00 host Nov 29 18:00:00 x",
        "<30>Nov 29 18:00:00 host Sun Nov 29 18:00:00 2026 x",
        "<30>Nov 29 18:00:00 host Sunday 29 November 2026 18:00:00 x",
        "<30>Nov 29 18:00:00 host 29/Nov/2026:18:00:00 +0100 x",
        "<30>Nov 29 18:00:00 host 20261129T180000Z x",
        "<30>Nov 29 18:00:00 host 1795975200 x",
        "<30>Nov 29 18:00:00 host 1795975200: x",
        "<30>Nov 29 18:00:00 host 18:00:00 x",
        "<30>Nov 29 18:00:00 host a=1 b=2",
        "'<30>Nov 29 18:00:00 host a,b,c'",
        "'<30>Nov 29 18:00:00 host a,b: c'",
        "<30>Nov 29 18:00:00 host error x failed",
    })
    void namesNoAppAfterANumberADateOrAList(String message) {
        var line = Parsed.of(parser, message, NOW);
        assertThat(line.app()).isEmpty();
        assertThat(line.isMalformed()).isFalse();
        assertThat(message).endsWith(line.message());
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, CST, 480",
        "America/Chicago, CST, -360",
        "Europe/London, BST, 60",
        "Asia/Jerusalem, IST, 120",
        "Asia/Kolkata, IST, 330",
        "Europe/Dublin, IST, 60",
        "Europe/Berlin, EST, -300",
        "Europe/Berlin, CEST, 120",
    })
    void takesAnAbbreviationForThatOfTheDaemonsOwnZoneFirst(String zone, String word, int minutes) {
        var own = new SyslogParser(ZoneId.of(zone));
        var line = Parsed.of(own, "<30>Nov 29 2026 18:00:00 %s host app[1]: x".formatted(word), NOW);
        assertThat(line.host()).isEqualTo("host");
        assertThat(line.timeNs() / 60_000_000_000L).isEqualTo(1_795_975_200L / 60 - minutes);
    }

    /** The clocks of Berlin show 02:00 to 03:00 twice, at 00:00 and at 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "<13>Oct 25 02:30:00 h a: x, 2026-10-25T00:30:01Z, 2026-10-25T00:30:00Z",
        "<13>Oct 25 02:30:00 h a: x, 2026-10-25T01:30:01Z, 2026-10-25T01:30:00Z",
        "<13>Oct 25 02:30:00 h a: x, 2026-10-25T01:29:58Z, 2026-10-25T01:30:00Z",
        "<13>Oct 25 02:30:00 h a: x, 2026-10-25T09:00:00Z, 2026-10-25T01:30:00Z",
        "<13>Oct 25 02:30:00 CET h a: x, 2026-10-25T00:30:01Z, 2026-10-25T01:30:00Z",
        "<13>Oct 25 02:30:00 CEST h a: x, 2026-10-25T01:30:01Z, 2026-10-25T00:30:00Z",
        "<13>2026-10-25T02:30:00 h a: x, 2026-10-25T00:30:01Z, 2026-10-25T00:30:00Z",
        "<13>2026-10-25 02:30:00 h a: x, 2026-10-25T01:30:01Z, 2026-10-25T01:30:00Z",
        "<13>Sun Oct 25 02:30:00 2026 h a: x, 2026-10-25T01:30:01Z, 2026-10-25T01:30:00Z",
        "<13>Oct 25 03:30:00 h a: x, 2026-10-25T01:30:01Z, 2026-10-25T02:30:00Z",
        "<13>Oct 25 01:30:00 h a: x, 2026-10-25T01:30:01Z, 2026-10-24T23:30:00Z",
        "<13>Mar 29 02:30:00 h a: x, 2026-03-29T01:30:01Z, 2026-03-29T01:30:00Z",
    })
    void takesOfTwoInstantsTheOneNearerToTheReceipt(String message, String now, String time) {
        var berlin = new SyslogParser(ZoneId.of("Europe/Berlin"));
        assertThat(Parsed.of(berlin, message, "2026-10-25T00:00:00Z").isMalformed())
                .isFalse();
        for (int again = 0; again < 2; again++) {
            assertThat(Parsed.of(berlin, message, now).time()).isEqualTo(time);
        }
    }

    @Test
    void takesTheDayForTheMonthWhereThatIsNearer() {
        assertThat(Parsed.of(parser, "<30>04/03/2026 18:00:00 h a: x", "2026-03-04T18:00:00Z")
                        .time())
                .isEqualTo("2026-03-04T18:00:00Z");
        assertThat(Parsed.of(parser, "<30>03/04/2026 18:00:00 h a: x", "2026-03-04T18:00:00Z")
                        .time())
                .isEqualTo("2026-03-04T18:00:00Z");
        assertThat(Parsed.of(parser, "<30>03.04.2026 18:00:00 h a: x", "2026-03-04T18:00:00Z")
                        .time())
                .isEqualTo("2026-04-03T18:00:00Z");
    }

    @Test
    void takesWordsForADateOnlyBehindAPri() {
        for (String text : new String[] {
            "2026/11/29 18:00:00 server started",
            "2026-11-29 18:00:00,123 root INFO up",
            "Sun Nov 29 18:00:00 2026 TCP: up",
            "1795975200 app: x",
            "Nov 29, 2026 6:00:00 PM com.example.Main run",
            "Nov 29 18:00 the meeting: x",
            "45: sw1: %SYS-5-CONFIG_I: x"
        }) {
            assertThat(Parsed.of(parser, text, NOW).isMalformed()).as(text).isTrue();
        }
    }
}
