package logtail.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZoneOffset;
import logtail.event.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The time that a line of text states, as the loggers of many languages write it. */
class TimesOfLoggersTest {
    private static final String NOW = "2026-11-30T12:00:00Z";

    private final PlainLineParser parser = new PlainLineParser(ZoneOffset.UTC, true);

    private static String time(PlainLineParser parser, String line) {
        return Parsed.of(parser, line, NOW).time();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-29T18:00:00Z x",
                "2026-11-29T18:00:00+00:00 x",
                "2026-11-29T19:00:00+0100 host app[1]: x",
                "2026-11-29T19:00:00+01 x",
                "2026-11-29t18:00:00z x",
                "2026-11-29T18:00Z x",
                "2026-11-29 18:00:00 x",
                "2026-11-29 18:00:00Z x",
                "2026-11-29 19:00:00 +0100 x",
                "2026-11-29 19:00:00 +01:00 [INF] x",
                "2026-11-29 18:00:00 +0000 UTC x",
                "2026-11-29 19:00:00 CET [1] LOG:  x",
                "2026-11-29 10:00:00 PST x",
                "2026-11-29 18:00:00 GMT x",
                "2026-11-29 19:00:00 GMT+1 x",
                "2026-11-29 18:00:00: x",
                "2026-11-29 18:00:00 - app - x",
                "2026-11-29 18:00:00\tx",
                "2026-11-29\t18:00:00\tx",
                "2026-11-29_18:00:00 x",
                "2026/11/29 18:00:00 x",
                "2026/11/29 18:00:00 [error] 7#7: *1 x",
                "2026.11.29 18:00:00 x",
                "29.11.2026 18:00:00 x",
                "29/Nov/2026:18:00:00 +0000 x",
                "29-Nov-2026 18:00:00 SEVERE [main] x",
                "29 Nov 2026 18:00:00 x",
                "261129 18:00:00 [Note] x",
                "081109 203615 148 INFO dfs.DataNode: x | 2008-11-09T20:36:15Z",
                "20261129 18:00:00 x",
                "20261129T180000Z x",
                "20171223-22:15:29:606|Step|x | 2017-12-23T22:15:29.606Z",
                "[2026-11-29 18:00:00] x",
                "[2026-11-29T18:00:00Z ERROR app] x",
                "[2026-11-29 18:00:00 +0000] [7] [INFO] x",
                "(2026-11-29 18:00:00) x",
                "\"2026-11-29 18:00:00\"\tx",
                "[Sun Nov 29 18:00:00 2026] [notice] x",
                "Sun Nov 29 18:00:00 UTC 2026 x",
                "Sun, 29 Nov 2026 18:00:00 GMT x",
                "Sun, 29 Nov 2026 19:00:00 +0100 x",
                "Nov 29 18:00:00 host app: x",
                "Nov 29 2026 18:00:00 x",
                "Nov 29 18:00:00 2001:db8::1 app: x",
                "Nov 29, 2026 6:00:00 PM com.example.Main run",
                "Nov 29, 2026 12:00:00 AM com.example.Main run | 2026-11-29T00:00:00Z",
                "Dec  3 09:23:38 host app: x | 2025-12-03T09:23:38Z",
                "11-29 18:00:00.000  1234  5678 E Tag: x",
                "12-03 18:00:00.000  1234  5678 E Tag: x | 2025-12-03T18:00:00Z",
                "E1129 18:00:00.000000 1 f.go:1] x",
                "I1203 18:00:00.000000 1 f.go:1] x | 2025-12-03T18:00:00Z",
                "E20261129 18:00:00.000000 1 f.cc:1] x",
                "10.0.0.1 - - [29/Nov/2026:19:00:00 +0100] \"GET / HTTP/1.1\" 200 5",
                "2001:db8::1 - dave smith [29/Nov/2026:18:00:00 +0000] \"GET / HTTP/1.1\" 200 5",
                "www.example.com:443 10.0.0.1 - - [29/Nov/2026:18:00:00 +0000] \"GET / HTTP/1.1\" 200 5",
                "- - - [29/Nov/2026:18:00:00 +0000] \"GET / HTTP/1.1\" 200 5",
                "10.0.0.1:53332 [29/Nov/2026:18:00:00.000] http_in~ x",
                "[pid: 1|app: 0|req: 1/1] 127.0.0.1 () {3 vars in 6 bytes} [Sun Nov 29 18:00:00 2026] POST / => x",
                "1:M 29 Nov 2026 18:00:00.000 * Ready",
                "1:M 29 Nov 18:00:00.000 * Ready",
                "Okt 29 18:00:00 host app: x | 2026-10-29T18:00:00Z",
                "[Sunday, 29 November 2026 18:00:00] x",
                "[5.1.2026 18:00:00] x | 2026-01-05T18:00:00Z",
                "Nov 29 18:00:00 UTC 2026 x",
                "Nov 29 19:00:00 2026 CET x",
                "2026-11-29 23:30:00 IST [1] LOG:  x",
                "2026-11-29 20:00:00 CAT [1] LOG:  x",
                "2026-11-29 19:00:00 UTC+01:00 x",
                "2026-11-29 18:00:00.0+0 x",
                "2026-11-29T18:00:00Z GMT x",
                "# Time: 2026-11-29T18:00:00.000000Z",
                "@400000006b0c682a00000000 tcpserver: x",
                "1795975200.000    180 10.0.0.1 TCP_MISS/200",
                "(1795975200.000000) can0 123#00",
                "INFO 2026-11-29 18:00:00,000 x",
                "INFO:2026-11-29 18:00:00,000:x",
                "[ERROR]\t2026-11-29T18:00:00.000Z\tid\tx",
                "INFO  [main] 2026-11-29 18:00:00,000 Main.java:1 - x",
                "WARN|2026-11-29 18:00:00|x",
                "E, [2026-11-29T18:00:00.000000 #1234] ERROR -- : x",
                "[E 261129 18:00:00 web:1] x",
                "INFO[2026-11-29T18:00:00Z] x",
                "MainThread::INFO::2026-11-29 18:00:00,000::vdsm::71::x",
                "time=\"2026-11-29T18:00:00Z\" level=info msg=x",
                "level=info ts=2026-11-29T18:00:00.000Z caller=a.go:1 msg=x",
                "logger=settings t=2026-11-29T18:00:00Z level=info msg=x",
                "level=info ts=1795975200.000 msg=x",
                "timestamp='2026-11-29 18:00:00' level=info",
                "web-1  | 2026-11-29T18:00:00.000000000Z  * Serving",
                "<6>2026-11-29T18:00:00Z x",
                "<134>Nov 29 18:00:00 host app: x",
                "\u001b[2m2026-11-29T18:00:00Z\u001b[0m x",
                "\u001b[0m\u001b[32mNov 29 \u001b[0m\u001b[1m\u001b[33m18:00:00\u001b[0m x",
                "\uFEFF2026-11-29T18:00:00Z x",
                "   2026-11-29T18:00:00Z x",
            })
    void isReadWhereEachPutsIt(String row) {
        int bar = row.lastIndexOf(" | 20");
        String line = bar < 0 || row.contains("web-1") ? row : row.substring(0, bar);
        String time = line.equals(row) ? "2026-11-29T18:00:00Z" : row.substring(bar + 3);
        assertThat(time(parser, line)).as(row).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-29T18:00:00.123456789Z x | .123456789Z",
                "2026-11-29 18:00:00,123 x | .123Z",
                "2026-11-29 18:00:00.1234567891 x | .123456789Z",
                "2026-11-29 18:00:00:123 x | .123Z",
                "2012-07-02 10:22:40,672:DEBUG:x | .672Z",
            })
    void hasAFraction(String row) {
        int bar = row.lastIndexOf('|');
        assertThat(time(parser, row.substring(0, bar))).as(row).endsWith(row.substring(bar + 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-29",
                "2026-11-29 was a Sunday",
                "18:00:00 x",
                "[18:00:00 FTL] x",
                "18:00:00,123 INFO x",
                "2026-11-31 18:00:00 x",
                "2026-13-01 18:00:00 x",
                "2026-11-29 24:00:00 x",
                "2026-11-29 18:60:00 x",
                "2026-11-29 18:00 x",
                "2026-11-29 18:00:00x",
                "2026-11-29T18:00:00Zulu",
                "11/12/2026 18:00:00 x",
                "29/11/2026 18:00:00 x",
                "Set 29 minutes ago 18:00:00",
                "1970-01-01 00:00:00 x",
                "1989-12-31 23:59:59 x",
                "2999-01-01 00:00:00 x",
                "2028-11-29 18:00:00 certificate expires",
                "12-2026 18:00:00 x",
                "2026-11-29-rc1 18:00:00 x",
                "1795975200 x",
                "1795975200.5 x",
                "99999999999.123 x",
                "job of 2026-11-29 18:00:00 done",
                "backup 2026-11-29T18:00:00Z done",
                "took ts=1795975200 seconds",
                "GET /?ts=1795975200",
                "level=info until=2026-11-29T18:00:00Z",
                "Nov 29",
                "Nov 29 is a Sunday",
                "Non 29 18:00:00 x",
                "Sun is up",
                "E1129 is a food additive",
                "[x] [2026-11-29 18:00:00]",
                "@400000006b0c2b2",
                "@zz0000006b0c2b2a00000000 x",
                "192.168.0.1 x",
                "1:M x",
            })
    void isNeverMadeUp(String line) {
        assertThat(Parsed.of(parser, line, NOW).timeNs()).as(line).isEqualTo(Line.NO_TIME);
    }

    @Test
    void isOfTheZoneOfTheDaemonWithoutOne() {
        var berlin = new PlainLineParser(ZoneId.of("Europe/Berlin"), true);
        assertThat(time(berlin, "2026-11-29 18:00:00 x")).isEqualTo("2026-11-29T17:00:00Z");
        assertThat(time(berlin, "2026-07-29 18:00:00 x")).isEqualTo("2026-07-29T16:00:00Z");
        assertThat(time(berlin, "2026-11-29 18:00:00 XYZ x")).isEqualTo("2026-11-29T17:00:00Z");
        assertThat(time(berlin, "2026-11-29 18:00:00 UTC x")).isEqualTo("2026-11-29T18:00:00Z");
        assertThat(time(berlin, "{\"time\":\"2026-11-29 18:00:00\"}")).isEqualTo("2026-11-29T17:00:00Z");
        var shanghai = new PlainLineParser(ZoneId.of("Asia/Shanghai"), true);
        assertThat(time(shanghai, "2026-11-29 18:00:00 CST x")).isEqualTo("2026-11-29T10:00:00Z");
        assertThat(time(parser, "2026-11-29 18:00:00 CST x")).isEqualTo("2026-11-30T00:00:00Z");
    }

    /** The clocks of Berlin show 02:00 to 03:00 twice, at 00:00 and at 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-25 02:30:00 x, 2026-10-25T00:30:01Z, 2026-10-25T00:30:00Z",
        "2026-10-25 02:30:00 x, 2026-10-25T01:30:01Z, 2026-10-25T01:30:00Z",
        "2026-10-25 02:30:00 CET x, 2026-10-25T00:30:01Z, 2026-10-25T01:30:00Z",
        "2026-10-25 02:30:00 CEST x, 2026-10-25T01:30:01Z, 2026-10-25T00:30:00Z",
        "Oct 25 02:30:00 h app: x, 2026-10-25T00:30:01Z, 2026-10-25T00:30:00Z",
        "Oct 25 02:30:00 h app: x, 2026-10-25T01:30:01Z, 2026-10-25T01:30:00Z",
        "[25/Oct/2026:02:30:00] x, 2026-10-25T09:00:00Z, 2026-10-25T01:30:00Z",
        "2026-10-25 03:30:00 x, 2026-10-25T01:30:01Z, 2026-10-25T02:30:00Z",
    })
    void isOfTwoInstantsTheOneNearerToTheReceipt(String line, String now, String time) {
        var berlin = new PlainLineParser(ZoneId.of("Europe/Berlin"), true);
        assertThat(Parsed.of(berlin, line, "2026-10-25T00:59:59Z").time()).isNotEmpty();
        for (int again = 0; again < 2; again++) { // the second time from the minute that is remembered
            assertThat(Parsed.of(berlin, line, now).time()).isEqualTo(time);
        }
    }

    /** One parser that remembers the minute of the line before, and one that does not. */
    @Test
    void isTheSameWhateverWasReadBefore() {
        String[] lines = {
            "2026-11-29 18:00:00 x",
            "2026-11-29 18:00:60 x",
            "2026-11-29 18:00:07,5 x",
            "2026-11-29 18:00:08 +0100 x",
            "2026-11-29 18:00:09x",
            "2026-11-29 18:00:61 x",
            "2026-11-29 18:00:0",
            "Nov 29 18:00:00 x",
            "Nov 29 18:00:01 2024",
            "Nov 29 18:00:02 CET x",
            "Nov 29, 2026 6:00:00 x",
            "Nov 29, 2026 6:00:01 PM x",
            "Nov 29, 2026 6:00:02 x",
            "{\"time\":\"2026-11-29 18:00:05\"}",
            "{\"time\":\"Nov 29 18:00:05\"}"
        };
        String[] nows = {
            "2026-11-30T12:00:00Z",
            "2026-11-29T17:00:00Z",
            "2026-11-28T17:00:00Z",
            "2027-11-28T19:00:00Z",
            "2026-11-30T12:00:00Z"
        };
        for (String first : lines) {
            for (String second : lines) {
                for (String now : nows) {
                    var fresh = new PlainLineParser(ZoneOffset.UTC, true);
                    parser.parse(first.getBytes(UTF_8), 0, first.length(), 1_795_975_300_000_000_000L, new Line());
                    assertThat(Parsed.of(parser, second, now).time())
                            .as("%s behind %s at %s", second, first, now)
                            .isEqualTo(Parsed.of(fresh, second, now).time());
                }
            }
        }
    }

    @Test
    void isOnlyOfferedWhenItIsNotToBeUsed() {
        var line = new Line();
        byte[] text = "2026-11-29 18:00:00 x".getBytes(UTF_8);
        new PlainLineParser(ZoneOffset.UTC, false).parse(text, 0, text.length, 1_795_975_300_000_000_000L, line);
        assertThat(line.timeNs).isEqualTo(Line.NO_TIME);
        assertThat(line.textTimeNs).isEqualTo(1_795_975_200_000_000_000L);
    }
}
