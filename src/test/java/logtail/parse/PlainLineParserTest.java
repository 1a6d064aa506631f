package logtail.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import logtail.event.Line;
import logtail.event.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainLineParserTest {
    private static final String NOW = "2026-11-24T12:00:00Z";

    private final PlainLineParser parser = new PlainLineParser(ZoneOffset.UTC, true);

    private Parsed parse(String line) {
        return Parsed.of(parser, line, NOW);
    }

    @Test
    void keepsTheWholeLineAsTheMessage() {
        var line = parse("  GET / 200 ");
        assertThat(line.message()).isEqualTo("  GET / 200 ");
        assertThat(line.timeNs()).isEqualTo(Line.NO_TIME);
        assertThat(line.facility()).isEqualTo(Line.NO_FACILITY);
        assertThat(line.severity()).isEqualTo(Severity.NONE);
        assertThat(line.isMalformed()).isFalse();
    }

    @Test
    void readsTheFieldsOfAJsonObjectAndKeepsItWhole() {
        String json = "{\"ts\":\"2026-11-23T19:03:14.5+01:00\",\"severity\":\"WARNING\",\"app\":\"shop\",\"process\":"
                + "\"web.1\",\"hostname\":\"h1\",\"msg\":\"hi\"}";
        var line = parse(json);
        assertThat(line.message()).isEqualTo(json);
        assertThat(line.time()).isEqualTo("2026-11-23T18:03:14.500Z");
        assertThat(line.severity()).isEqualTo(Severity.WARN.code());
        assertThat(line.app()).isEqualTo("shop");
        assertThat(line.process()).isEqualTo("web.1");
        assertThat(line.host()).isEqualTo("h1");
    }

    @Test
    void readsTopLevelMembersOnly() {
        var line =
                parse("{\"a\":{\"level\":\"fatal\",\"app\":\"x\",\"n\":[1,{\"level\":\"fatal\"}]},\"level\":\"info\"}");
        assertThat(line.severity()).isEqualTo(Severity.INFO.code());
        assertThat(line.app()).isEmpty();
    }

    @Test
    void takesTheFirstMemberThatMakesSense() {
        var line = parse("{\"level\":\"loud\",\"lvl\":\"error\",\"severity\":\"debug\",\"time\":5,\"ts\":1700000000}");
        assertThat(line.severity()).isEqualTo(Severity.ERROR.code());
        assertThat(line.time()).isEqualTo("2023-11-14T22:13:20Z");
    }

    @ParameterizedTest
    @CsvSource({
        "1700000000, 2023-11-14T22:13:20Z",
        "1700000000.25, 2023-11-14T22:13:20.250Z",
        "1700000000.123456789, 2023-11-14T22:13:20.123456789Z",
        "1700000000.1234567891234, 2023-11-14T22:13:20.123456789Z",
        "1.700000000123e9, 2023-11-14T22:13:20.123Z",
        "17E+8, 2023-11-14T22:13:20Z",
        "17000000001e-1, 2023-11-14T22:13:20.100Z",
        "1700000000123, 2023-11-14T22:13:20.123Z",
        "1700000000123.5, 2023-11-14T22:13:20.123500Z",
        "1700000000123456, 2023-11-14T22:13:20.123456Z",
        "1700000000123456789, 2023-11-14T22:13:20.123456789Z",
        "\"1700000000\", 2023-11-14T22:13:20Z",
        "\"2023-11-14T22:13:20Z\", 2023-11-14T22:13:20Z",
    })
    void readsATimeInAnyUnit(String value, String time) {
        assertThat(parse("{\"time\":" + value + "}").time()).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12",
                "99999999",
                "-1700000000",
                "99999999999999999999",
                "9999999999999999999",
                "\"\"",
                "\"soon\"",
                "null",
                "true",
                "[1700000000]",
                "1e400",
                "1700000000e99",
                "0",
                "0.0001",
                "\"2023-11-14\"",
                "\"22:13:20\"",
                "\"2023-11-31T22:13:20Z\"",
                "\"2023-11-14T22:13:20Z, or so\"",
                "\"0001-01-01T00:00:00Z\"",
                "\"11/12/2023 22:13:20\"",
                "{}",
                "{\"seconds\":\"soon\"}",
                "\"17000-00000\""
            })
    void readsNoTimeFromWhatIsNone(String value) {
        var line = parse("{\"time\":" + value + "}");
        assertThat(line.timeNs()).isEqualTo(Line.NO_TIME);
    }

    @ParameterizedTest
    @CsvSource({
        "10, debug",
        "20, debug",
        "30, info",
        "40, warn",
        "50, error",
        "60, crit",
        "0, emerg",
        "3, error",
        "7, debug",
        "\"err\", error",
        "\"Information\", info",
        "\"30\", info"
    })
    void readsALevelByNameOrNumber(String value, String label) {
        assertThat(parse("{\"level\":" + value + "}").severity())
                .isEqualTo(Severity.named(label).orElseThrow().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "35", "70", "\"loud\"", "null", "{}", "\"\""})
    void readsNoLevelFromWhatIsNone(String value) {
        assertThat(parse("{\"level\":" + value + "}").severity()).isEqualTo(Severity.NONE);
    }

    @Test
    void readsNamesWithEscapes() {
        var line = parse("{\"app\":\"a\\u0041\",\"process\":\"\\\"p\\\"\",\"host\":\"h\\u00e9\"}");
        assertThat(line.app()).isEqualTo("aA");
        assertThat(line.process()).isEqualTo("\"p\"");
        assertThat(line.host()).isEqualTo("h\u00e9");
        assertThat(parse("{\"app\":5,\"host\":[\"h\"]}").app()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"level\":\"info\"",
                "{\"level\":\"info\"}}",
                "{\"level\":\"info\"} x",
                "{\"level\":\"info\",}",
                "{level:\"info\"}",
                "{\"level\" \"info\"}",
                "{\"level\":\"info\",\"a\":[}]}",
                "{\"level\":\"info\",\"a\":tru}",
                "{\"level\":\"info\",\"a\":1.}",
                "{\"level\":\"info\",\"a\":[1,]}",
                "{\"level\":\"info\",\"a\":{\"b\"}}",
                "{\"level\":\"info\",\"a\":\"\\\"}",
                "{",
                "{\"a\":",
                "{\"level\":\"info\",\"a\":-}",
                "{\"level\":\"info\",\"a\":1e}"
            })
    void takesIllFormedJsonForText(String json) {
        var line = parse(json);
        assertThat(line.message()).isEqualTo(json);
        assertThat(line.severity()).isEqualTo(Severity.NONE);
        assertThat(line.isMalformed()).isFalse();
    }

    @Test
    void readsAnyWellFormedJson() {
        var line = parse(
                " { \"a\" : [ ] , \"b\" : { } , \"c\" : [ [ { \"d\" : null } , -1.5e+3 , false ] , \"\\\\\\\"}\" ] "
                        + ", \"level\" : \"info\" } ");
        assertThat(line.severity()).isEqualTo(Severity.INFO.code());
        assertThat(parse("{}").severity()).isEqualTo(Severity.NONE);
    }

    @Test
    void takesDeeperNestingThanItsBoundForText() {
        String fits = "[".repeat(64) + "]".repeat(64);
        String tooDeep = "[".repeat(65) + "]".repeat(65);
        assertThat(parse("{\"a\":" + fits + ",\"level\":\"info\"}").severity()).isEqualTo(Severity.INFO.code());
        assertThat(parse("{\"a\":" + tooDeep + ",\"level\":\"info\"}").severity())
                .isEqualTo(Severity.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "level=error msg=x | error",
                "ts=1 severity=\"warn\" | warn",
                "at=x lvl=INFO | info",
                "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok | notice",
                "[Wed Oct 11 14:32:52 2000] [core:error] File | error",
                "2026-11-24 12:00:00,123 INFO  org.apache.Main - up | info",
                "081109 203615 148 WARN dfs.DataNode: x | warn",
                "ERROR: it broke | error",
                "error: it broke | error",
                "12:00:01 warning: low disk | warn",
                "x.c:3:1: warning: unused | warn",
                "<warn>  [1700000000.1] device | warn",
                "2026-11-24 | main | FATAL | gone | crit",
                "LOG:  database ready | info",
                "[E] broke | error",
                "2026-11-24 12:00:00 - app - CRITICAL - gone | crit",
            })
    void findsTheLevelOfAText(String row) {
        int bar = row.lastIndexOf('|');
        var severity = Severity.named(row.substring(bar + 1).strip()).orElseThrow();
        assertThat(parse(row.substring(0, bar).strip()).severity()).as(row).isEqualTo(severity.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no error here",
                "finished with error: none",
                "I saw E and W",
                "GET /error HTTP/1.1",
                "error_log=/var/log",
                "the INFO_X flag",
                "sublevel=error",
                "level=loud",
                "LOG in please",
                "Error handling",
                "FINE weather",
                "info",
                "ERRORS",
                "user=bob xlevel=error",
                "[i]",
                "ERROR-42 code",
                "see ERROR.txt",
                "e: Unable"
            })
    void raisesNoFalseAlarm(String text) {
        assertThat(parse(text).severity()).as(text).isEqualTo(Severity.NONE);
    }

    @Test
    void looksForALevelNearTheStartOnly() {
        assertThat(parse("x".repeat(100) + " ERROR").severity()).isEqualTo(Severity.ERROR.code());
        assertThat(parse("x".repeat(128) + " ERROR").severity()).isEqualTo(Severity.NONE);
        assertThat(LevelScanner.level("ERROR".getBytes(UTF_8), 0, 3)).isEqualTo(Severity.ERROR.code());
    }
}
