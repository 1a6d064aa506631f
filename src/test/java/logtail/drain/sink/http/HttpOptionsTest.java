package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Sink;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP drains can be told. */
class HttpOptionsTest {
    private final HttpDrain drain = new HttpDrain();

    @AfterEach
    void stop() {
        drain.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ndjson", "logplex", "elasticsearch", "loki", "otlp"})
    void everyFormatHasLimits(String format) {
        try (Sink sink = drain.to("http://127.0.0.1:9", "format", format)) {
            assertThat(sink.limits().events()).isBetween(1, 10_000);
            assertThat(sink.limits().bytes()).isBetween(1 << 20, 8 << 20);
            assertThat(sink.limits().linger()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
        }
    }

    @Test
    void limitsCanBeSet() {
        try (Sink sink =
                drain.to("https://127.0.0.1:9", "batch-events", "7", "batch-bytes", "64KiB", "batch-wait", "2s")) {
            assertThat(sink.limits()).isEqualTo(new BatchLimits(7, 64 << 10, Duration.ofSeconds(2)));
        }
    }

    @Test
    void allMistakesAreToldAtOnceAndNoSecretAmongThem() {
        SettingsException mistakes = mistakes(
                "http://127.0.0.1:9",
                "format",
                "elasticsearch",
                "index",
                "Logs",
                "action",
                "delete",
                "compress",
                "lz4",
                "batch-events",
                "0",
                "batch-bytes",
                "1GiB",
                "batch-wait",
                "2h",
                "token",
                "hunter 2",
                "header.Bad Name",
                "hunter3",
                "header.X-Bad",
                "hunter\r\n4",
                "header.Content-Length",
                "hunter5",
                "colour",
                "red");
        assertThat(mistakes.mistakes()).hasSize(11);
        assertThat(mistakes.getMessage())
                .doesNotContain("hunter")
                .contains(
                        "index=Logs: takes a name of small letters",
                        "action=delete: takes index or create",
                        "compress=lz4: takes off or gzip or zstd",
                        "batch-events=0",
                        "batch-bytes=1GiB",
                        "batch-wait=2h",
                        "token=***",
                        "header.Bad Name=***",
                        "header.X-Bad=***",
                        "header.Content-Length=***",
                        "colour: no such option");
    }

    @ParameterizedTest
    @CsvSource({
        "ndjson, index, x",
        "ndjson, drain-token, x",
        "loki, id-prefix, x",
        "logplex, index, x",
        "elasticsearch, drain-token, x",
        "ndjson, ca, /tmp/ca.pem" // without TLS
    })
    void optionsOfOtherFormatsAreUnknown(String format, String name, String value) {
        assertThat(mistakes("http://127.0.0.1:9", "format", format, name, value).mistakes())
                .singleElement()
                .asString()
                .startsWith(name + ": no such option");
    }

    @Test
    void anUnknownFormatIsOneMistakeAlone() {
        assertThat(mistakes("http://127.0.0.1:9", "format", "elastic", "index", "x")
                        .mistakes())
                .isEqualTo(List.of("format=elastic: takes ndjson or logplex or elasticsearch or loki or otlp"));
    }

    @Test
    void onlyOneWayToLogInIsTaken() {
        assertThat(mistakes("http://u:pass@127.0.0.1:9", "token", "tok3n").getMessage())
                .contains("token=***: takes no user in the URL")
                .doesNotContain("pass", "tok3n");
        assertThat(mistakes("http://u:pass@127.0.0.1:9", "header.Authorization", "Splunk x")
                        .getMessage())
                .contains("header.Authorization=***");
    }

    @Test
    void aUrlWithoutAHostIsNotTaken() {
        assertThatThrownBy(() -> drain.to("http:///logs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no host");
    }

    private SettingsException mistakes(String url, String... options) {
        return catchThrowableOfType(
                SettingsException.class, () -> drain.to(url, options).close());
    }
}
