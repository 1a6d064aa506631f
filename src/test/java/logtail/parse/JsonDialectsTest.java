package logtail.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import logtail.event.Line;
import logtail.event.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time and level of a JSON object, as the JSON loggers of many languages write it. */
class JsonDialectsTest {
    private static final String NOW = "2026-11-30T12:00:00Z";

    private final PlainLineParser parser = new PlainLineParser(ZoneOffset.UTC, true);

    private Parsed parse(String line) {
        return Parsed.of(parser, line, NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Timestamp\":\"2026-11-29T18:00:00.0000000+00:00\",\"Level\":\"Error\"}", // Serilog
                "{\"@t\":\"2026-11-29T18:00:00.0000000Z\",\"@mt\":\"x\",\"@l\":\"Error\"}", // CLEF
                "{\"EventId\":1,\"LogLevel\":\"Error\",\"Timestamp\":\"2026-11-29T18:00:00Z\"}", // .NET
                "{\"asctime\":\"2026-11-29 18:00:00,000\",\"levelname\":\"ERROR\"}", // Python
                "{\"instant\":{\"epochSecond\":1795975200,\"nanoOfSecond\":0},\"level\":\"ERROR\"}", // log4j2
                "{\"timeMillis\":1795975200000,\"level\":\"ERROR\"}", // log4j2
                "{\"level\":400,\"level_name\":\"ERROR\",\"channel\":\"app\",\"datetime\":\"2026-11-29T18:00:00.000000+00:00\"}",
                "{\"message\":\"x\",\"level\":400,\"channel\":\"app\",\"datetime\":{\"date\":\"2026-11-29 18:00:00.000000\",\"timezone\":\"UTC\"}}",
                "{\"timestamp\":\"2026-11-29T18:00:00Z\",\"severity_text\":\"ERROR\"}", // OpenTelemetry
                "{\"timeUnixNano\":\"1795975200000000000\",\"severityText\":\"ERROR\",\"severityNumber\":17}",
                "{\"timeUnixNano\":\"1795975200000000000\",\"severityNumber\":18}",
                "{\"@timestamp\":\"2026-11-29T18:00:00.000Z\",\"log\":{\"level\":\"error\",\"logger\":\"x\"}}", // ECS
                "{\"@timestamp\":\"2026-11-29T18:00:00.000Z\",\"log.level\":\"error\"}", // ECS
                "{\"ts\":\"2026-11-29T18:00:00Z\",\"@fields\":{\"lvl\":\"ERROR\",\"msg\":\"x\"}}",
                "{\"t\":{\"$date\":\"2026-11-29T18:00:00.000+00:00\"},\"s\":\"E\",\"c\":\"NETWORK\"}", // MongoDB
                "{\"t\":{\"$date\":{\"$numberLong\":\"1795975200000\"}},\"s\":\"E\"}",
                "{\"__REALTIME_TIMESTAMP\":\"1795975200000000\",\"PRIORITY\":\"3\",\"MESSAGE\":\"x\"}", // journald
                "{\"severity\":500,\"timestamp\":{\"seconds\":1795975200,\"nanos\":0}}", // Google Cloud
                "{\"severity\":\"ERROR\",\"time\":\"2026-11-29T18:00:00Z\"}", // Google Cloud
                "{\"name\":\"x\",\"hostname\":\"h\",\"pid\":1,\"level\":50,\"msg\":\"x\",\"time\":\"2026-11-29T18:00:00.000Z\",\"v\":0}",
                "{\"level\":50,\"time\":1795975200000,\"pid\":1,\"hostname\":\"h\",\"msg\":\"x\"}", // pino
                "{\"version\":\"1.1\",\"host\":\"h\",\"short_message\":\"x\",\"level\":3,\"timestamp\":1795975200}", // GELF
                "{\"reqId\":\"a\",\"level\":3,\"time\":\"2026-11-29T18:00:00+00:00\",\"app\":\"core\"}", // Nextcloud
                "{\"levelno\":40,\"asctime\":\"2026-11-29 18:00:00\"}", // Python
                "{\"LogLevel\":4,\"Timestamp\":\"2026-11-29T18:00:00Z\"}", // .NET
                "{\"@level\":\"error\",\"@timestamp\":\"2026-11-29T18:00:00.000000Z\"}", // hclog
                "{\"t\":\"2026-11-29T18:00:00Z\",\"lvl\":\"eror\"}", // log15
                "{\"time\":\"2026-11-29T18:00:00Z\",\"level\":\"ERROR+2\"}", // slog
                "{\"time\":\"2026-11-29T18:00:00Z\",\"level\":\"Fail\"}",
                "{\"time\":\"2026-11-29T18:00:00Z\",\"level\":\"Error \"}",
                "{\"time\":\"2026-11-29T18:00:00Z\",\"level\":\"\\u001b[31merror\\u001b[39m\"}", // winston
                "{\"log\":\"ERROR: x\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-29T18:00:00.000000000Z\"}", // Docker
                "{\"log\":\"2020-01-01 00:00:00 ERROR x\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-29T18:00:00Z\"}",
                "{\"log\":\"{\\\"level\\\":\\\"error\\\",\\\"msg\\\":\\\"x\\\"}\\n\",\"time\":\"2026-11-29T18:00:00Z\"}",
                "{\"log\":\"\\u001b[31mERROR\\u001b[0m x\\n\",\"time\":\"2026-11-29T18:00:00Z\"}",
                "{\"date\":1795975200.000000,\"log\":\"E1129 18:00:00.000000 1 f.go:1] x\"}", // Fluent Bit
                "{\"resourceLogs\":[{\"resource\":{},\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1795975200000000000\","
                        + "\"severityText\":\"INFO\"},{\"timeUnixNano\":\"1795975201000000000\",\"severityNumber\":17,"
                        + "\"body\":{\"stringValue\":\"\\\"severityNumber\\\":24\"}}]}]}]}",
                "caddy  | {\"level\":\"error\",\"ts\":1795975200.000}",
                "\uFEFF{\"level\":\"error\",\"ts\":1795975200}",
            })
    void areRead(String line) {
        var parsed = parse(line);
        assertThat(parsed.severity()).as(line).isEqualTo(Severity.ERROR.code());
        assertThat(parsed.time()).as(line).isEqualTo("2026-11-29T18:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-29T18:00:00",
                "2026-11-29 18:00:00",
                "2026-11-29T18:00:00,000",
                "2026-11-29T18:00:00,000Z",
                "2026-11-29t18:00:00z",
                "2026-11-29T18:00Z",
                "2026-11-29T18:00",
                "2026-11-29T19:00:00+0100",
                "2026-11-29T19:00:00+01",
                "2026-11-29T19:00:00+01:00[Europe/Paris]",
                "2026/11/29 18:00:00",
                "20261129T180000Z",
                "29/Nov/2026:18:00:00 +0000",
                "Sun, 29 Nov 2026 18:00:00 GMT",
                "Sun Nov 29 2026 19:00:00 GMT+0100 (Central European Standard Time)",
                "Sun Nov 29 18:00:00 2026",
                "2026-11-29 18:00:00 +0000 UTC",
                "2026-11-29 18:00:00.000000 +0000 UTC m=+0.000123",
                "1795975200",
                "1795975200.000",
                "1795975200000",
            })
    void haveTimesInManyForms(String time) {
        assertThat(parse("{\"time\":\"" + time + "\"}").time()).as(time).isEqualTo("2026-11-29T18:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reqId\":\"a\",\"level\":0} debug",
                "{\"reqId\":\"a\",\"level\":1} info",
                "{\"level\":2,\"reqId\":\"a\"} warn",
                "{\"level\":4,\"reqId\":\"a\"} crit",
                "{\"level\":250,\"channel\":\"a\"} notice",
                "{\"level\":550,\"channel\":\"a\"} alert",
                "{\"level\":500,\"channel\":\"a\"} crit",
                "{\"severity\":300} notice",
                "{\"severity\":800} emerg",
                "{\"severity\":4} warn",
                "{\"PRIORITY\":\"6\"} info",
                "{\"levelno\":30,\"level\":\"CRITICAL\"} crit",
                "{\"level\":\"dpanic\"} crit",
                "{\"level\":\"DEBUG5\"} debug",
                "{\"level\":\"DEBUG-4\"} debug",
                "{\"level\":\"WARN+1\"} warn",
                "{\"Level\":\"Fatal\"} crit",
                "{\"@l\":\"Verbose\"} debug",
                "{\"level\":30,\"severity\":\"alert\"} alert",
                "{\"priority\":\"Warning\"} warn",
                "{\"s\":\"W\",\"t\":{\"$date\":\"2026-11-29T18:00:00Z\"}} -",
                "{\"t\":{\"$date\":\"2026-11-29T18:00:00Z\"},\"s\":\"D2\"} debug",
                "{\"t\":{\"$date\":\"2026-11-29T18:00:00Z\"},\"s\":\"F\"} crit",
                "{\"s\":\"E\"} -",
                "{\"level\":400} -",
                "{\"level\":99999} -",
                "{\"level\":3.5} -",
                "{\"severity\":0} emerg",
                "{\"severityNumber\":0} -",
                "{\"severityNumber\":24} crit",
                "{\"LogLevel\":6} -",
                "{\"fields\":{\"level\":\"error\"}} -",
                "{\"log\":{\"severity\":\"error\"}} error",
                "{\"log\":\"no error\\n\",\"stream\":\"stderr\"} -",
                "{\"log\":\"ERROR\",\"level\":\"info\"} info",
                "{\"log\":\"\"} -",
                "{\"log\":\"{\\\"level\\\":\"} -",
                "{\"msg\":\"ERROR\"} -",
            })
    void haveNumbersAndWordsOfTheirOwn(String row) {
        int blank = row.lastIndexOf(' ');
        int code = row.endsWith("-")
                ? Severity.NONE
                : Severity.named(row.substring(blank + 1)).orElseThrow().code();
        assertThat(parse(row.substring(0, blank)).severity()).as(row).isEqualTo(code);
    }

    @Test
    void keepTheirTimeOutOfObjectsThatAreNone() {
        assertThat(parse("{\"instant\":{\"nanoOfSecond\":5},\"x\":1}").timeNs()).isEqualTo(Line.NO_TIME);
        assertThat(parse("{\"instant\":{\"epochSecond\":1795975200,\"nanoOfSecond\":123456789}}")
                        .time())
                .isEqualTo("2026-11-29T18:00:00.123456789Z");
    }
}
