package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.ingest.ListenerSettings;
import logtail.ingest.Protocol;
import logtail.ingest.TimeFrom;
import logtail.net.Limits;
import logtail.net.Wrapping;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import logtail.web.HttpPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonSettingsTest {
    private static final Pattern EXAMPLE = Pattern.compile("(# )?([A-Z][A-Z_]+)=(\\S*)");

    @Test
    void hasADefaultForEverything() {
        DaemonSettings settings = settings(Map.of());
        assertThat(settings.journal().directory()).isEqualTo(Path.of("data"));
        assertThat(settings.pipeline().ringBytes()).isEqualTo(8 << 20);
        assertThat(settings.pipeline().maxMessageBytes()).isEqualTo(64 << 10);
        assertThat(settings.ingest().listeners())
                .containsExactly(
                        new ListenerSettings("syslog-tcp", Protocol.SYSLOG_TCP, loopback(5514), settings.limits()),
                        new ListenerSettings("syslog-udp", Protocol.SYSLOG_UDP, loopback(5514), settings.limits()),
                        new ListenerSettings("lines-tcp", Protocol.LINES_TCP, loopback(5515), settings.limits()));
        assertThat(settings.web().ports()).containsExactly(http(loopback(8514)));
        assertThat(settings.web().maxBodyBytes()).isEqualTo(4 << 20);
        assertThat(settings.web().publicHosts()).isEmpty();
        assertThat(settings.limits()).isEqualTo(Limits.from(new Env(Map.of()), new Limits.Listeners(3, 0)));
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        DaemonSettings settings = settings(Map.of(
                "LOGTAIL_DATA", "/var/lib/logtail",
                "LOGTAIL_RING", "16MiB",
                "LOGTAIL_MAX_MESSAGE", "8KiB",
                "LOGTAIL_SYSLOG_TCP", "off",
                "LOGTAIL_SYSLOG_UDP", "1514",
                "LOGTAIL_LINES_TCP", ":1515",
                "LOGTAIL_HTTP", "0.0.0.0:80",
                "LOGTAIL_MAX_BODY", "1MiB",
                "LOGTAIL_OPEN", "1",
                "PORT", "9999"));
        assertThat(settings.journal().directory()).isEqualTo(Path.of("/var/lib/logtail"));
        assertThat(settings.pipeline().ringBytes()).isEqualTo(16 << 20);
        assertThat(settings.pipeline().maxMessageBytes()).isEqualTo(8 << 10);
        assertThat(settings.ingest().listeners())
                .containsExactly(
                        new ListenerSettings("syslog-udp", Protocol.SYSLOG_UDP, loopback(1514), settings.limits()),
                        new ListenerSettings("lines-tcp", Protocol.LINES_TCP, loopback(1515), settings.limits()));
        assertThat(settings.web().ports()).containsExactly(http(new InetSocketAddress("0.0.0.0", 80)));
        assertThat(settings.web().maxBodyBytes()).isEqualTo(1 << 20);
    }

    @Test
    void hasTheJournalOnKafkaWhereThatIsAskedFor() {
        DaemonSettings settings = settings(Map.of("LOGTAIL_JOURNAL", "kafka", "LOGTAIL_KAFKA", "broker:9093"));
        assertThat(settings.kafka().orElseThrow().servers()).isEqualTo("broker:9093");
        assertThat(settings(Map.of()).kafka()).isEmpty();
        assertThatThrownBy(() -> settings(Map.of("LOGTAIL_JOURNAL", "kafka")))
                .hasMessageContaining("LOGTAIL_KAFKA: missing");
        assertThatThrownBy(() -> settings(Map.of("LOGTAIL_JOURNAL", "redis")))
                .hasMessageContaining("LOGTAIL_JOURNAL=redis: takes chronicle or kafka");
    }

    @Test
    void refusesWhatTheOtherKindOfJournalWouldIgnore() {
        assertThatThrownBy(() -> settings(Map.of("LOGTAIL_KAFKA", "broker:9093", "LOGTAIL_KAFKA_LANES", "9")))
                .hasMessageContaining("LOGTAIL_KAFKA: has no effect without LOGTAIL_JOURNAL=kafka")
                .hasMessageContaining("LOGTAIL_KAFKA_LANES: has no effect");
        var kafka = Map.of("LOGTAIL_JOURNAL", "kafka", "LOGTAIL_KAFKA", "broker:9093");
        var synced = new LinkedHashMap<>(kafka);
        synced.putAll(Map.of("LOGTAIL_SYNC", "group", "LOGTAIL_DISK_RESERVE", "1GiB"));
        assertThatThrownBy(() -> settings(synced))
                .hasMessageContaining("LOGTAIL_SYNC: is of a journal on this machine; with LOGTAIL_JOURNAL=kafka")
                .hasMessageContaining("LOGTAIL_DISK_RESERVE: is of a journal on this machine");
        synced.putAll(Map.of("LOGTAIL_SYNC", "none", "LOGTAIL_DISK_RESERVE", "64MiB"));
        assertThat(settings(synced).kafka()).isPresent();
    }

    @Test
    void takesTheTimesOfLinesUnlessToldOtherwise() {
        assertThat(settings(Map.of()).ingest().timeFrom()).isEqualTo(TimeFrom.LINE);
        assertThat(settings(Map.of("LOGTAIL_TIME_FROM", "receive")).ingest().timeFrom())
                .isEqualTo(TimeFrom.RECEIVE);
        assertThatThrownBy(() -> settings(Map.of("LOGTAIL_TIME_FROM", "now")))
                .hasMessageContaining("LOGTAIL_TIME_FROM=now: takes line or receive");
    }

    @Test
    void takesNamesAndLimitsFromTheEnvironment() {
        DaemonSettings settings = settings(Map.of(
                "LOGTAIL_PUBLIC_HOST", "logs.example.com, logs.example.net,",
                "LOGTAIL_MAX_CONNECTIONS", "20",
                "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS", "10",
                "LOGTAIL_HEADER_TIMEOUT", "1s",
                "LOGTAIL_BODY_TIMEOUT", "2s",
                "LOGTAIL_IDLE_TIMEOUT", "3s"));
        assertThat(settings.web().publicHosts()).containsExactly("logs.example.com", "logs.example.net");
        assertThat(settings.limits())
                .isEqualTo(new Limits(20, 10, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)));
    }

    @Test
    void takesNamesOfHostsAloneAndNoUrls() {
        assertThatThrownBy(() -> settings(Map.of("LOGTAIL_PUBLIC_HOST", "ok.example,https://logs.example.com,a:80")))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.mistakes())
                                .hasSize(2)
                                .allMatch(mistake -> mistake.contains("without scheme and port"))
                                .anyMatch(
                                        mistake -> mistake.startsWith("LOGTAIL_PUBLIC_HOST=https://logs.example.com")));
    }

    @Test
    void takesThePortOfThePlatform() {
        assertThat(settings(Map.of("PORT", "9999")).web().ports()).containsExactly(http(loopback(9999)));
        assertThat(settings(Map.of("PORT", "9999", "LOGTAIL_OPEN", "1")).web().ports())
                .containsExactly(http(new InetSocketAddress("0.0.0.0", 9999)));
    }

    @Test
    void listensToNobodyElseUnlessToldSo() {
        assertThatThrownBy(() -> settings(Map.of(
                        "LOGTAIL_HTTP", "0.0.0.0:80",
                        "LOGTAIL_SYSLOG_TCP", "192.0.2.1:514",
                        "LOGTAIL_SYSLOG_UDP", "[::]:514",
                        "LOGTAIL_LINES_TCP", "127.0.0.2:515")))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.mistakes())
                                .hasSize(3)
                                .allMatch(mistake -> mistake.contains("loopback") && mistake.contains("LOGTAIL_OPEN=1"))
                                .anyMatch(mistake -> mistake.startsWith("LOGTAIL_HTTP=0.0.0.0:80"))
                                .anyMatch(mistake -> mistake.startsWith("LOGTAIL_SYSLOG_TCP=192.0.2.1:514"))
                                .anyMatch(mistake -> mistake.startsWith("LOGTAIL_SYSLOG_UDP=")));
    }

    @Test
    void reportsMistakesOfAllPackagesAtOnce() {
        assertThatThrownBy(() -> settings(Map.of(
                        "LOGTAIL_RING", "1KiB",
                        "LOGTAIL_MAX_MESSAGE", "1MiB",
                        "LOGTAIL_MAX_BODY", "big",
                        "LOGTAIL_HTTP", "nowhere",
                        "LOGTAIL_SYSLOG_TPC", "off")))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        e -> assertThat(e.mistakes())
                                .hasSize(5)
                                .contains("LOGTAIL_SYSLOG_TPC: no such setting; did you mean LOGTAIL_SYSLOG_TCP?"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOGTAIL_RETAIN_FOR=30m   | takes a time from 1h to 36500d, such as 7d",
                "LOGTAIL_RETAIN_FOR=7     | takes a time from 1h to 36500d, such as 7d",
                "LOGTAIL_RETAIN_BYTES=1MiB| takes a size from 64MiB to 4EiB, such as 10GiB",
                "LOGTAIL_RING=x           | takes a size from 1MiB to 1GiB, such as 8MiB",
                "LOGTAIL_DISK_RESERVE=1   | takes a size from 1MiB to 1TiB, such as 64MiB",
                "LOGTAIL_HTTP=[::]:8514   | takes a loopback address, until there is a token, which logtail tokens create NAME --right … --data DIR makes, or unless LOGTAIL_OPEN=1 lets everyone in who can reach it",
            })
    void saysWhatASettingTakesAsItWouldBeWritten(String setting, String words) {
        String name = setting.substring(0, setting.indexOf('='));
        assertThatThrownBy(() -> settings(Map.of(name, setting.substring(name.length() + 1))))
                .hasMessage(setting + ": " + words);
    }

    @Test
    void wantsAWayIn() {
        var off = Map.of(
                "LOGTAIL_HTTP", "off",
                "LOGTAIL_SYSLOG_TCP", "off",
                "LOGTAIL_SYSLOG_UDP", "off",
                "LOGTAIL_LINES_TCP", "off");
        assertThatThrownBy(() -> settings(off)).hasMessageStartingWith("LOGTAIL_HTTP=off: takes an address");
        var others = new LinkedHashMap<>(off);
        others.remove("LOGTAIL_HTTP");
        assertThat(settings(others).ingest().listeners()).isEmpty();
    }

    @Test
    void knowsWhatOthersCanReach() {
        var exposed = settings(Map.of("LOGTAIL_OPEN", "1", "LOGTAIL_HTTP", "0.0.0.0:80"))
                .exposed();
        assertThat(exposed).isEqualTo(Map.of("LOGTAIL_HTTP", new InetSocketAddress("0.0.0.0", 80)));
        assertThat(settings(Map.of("LOGTAIL_OPEN", "1")).exposed()).isEmpty();
    }

    @Test
    void doesNotMindTheNamesOfTheCommandLine() {
        settings(Map.of(
                "LOGTAIL_ADDR",
                "x",
                "LOGTAIL_APP",
                "x",
                "LOGTAIL_TOKEN",
                "x",
                "LOGTAIL_JAVA_HOME",
                "x",
                "LOGTAIL_JAVA_OPTS",
                "-Xmx1g"));
    }

    @Test
    void hasTheNamesAndDefaultsOfTheExampleAndNoOthers() throws IOException {
        Map<String, String> given = example(false);
        Map<String, String> commented = example(true);
        var env = new Env(given);
        assertThat(DaemonSettings.from(env)).isEqualTo(settings(Map.of()));
        assertThat(env.names())
                .isEqualTo(new java.util.TreeSet<>(java.util.stream.Stream.of(given, commented)
                        .flatMap(map -> map.keySet().stream())
                        .toList()));
        var others = new LinkedHashMap<>(commented);
        others.keySet().removeIf(name -> name.startsWith("LOGTAIL_"));
        assertThat(settings(others)).as("what the example shows as a comment").isEqualTo(settings(Map.of()));
    }

    /** {@code NAME=value}, or {@code # NAME=value} where setting it by default would be wrong. */
    private static Map<String, String> example(boolean isComment) throws IOException {
        var variables = new LinkedHashMap<String, String>();
        for (String line : Files.readAllLines(Path.of("config.example.env"))) {
            Matcher match = EXAMPLE.matcher(line);
            if (match.matches() && (match.group(1) != null) == isComment) {
                assertThat(variables.put(match.group(2), match.group(3)))
                        .as(line)
                        .isNull();
            }
        }
        return variables;
    }

    private static DaemonSettings settings(Map<String, String> variables) {
        return DaemonSettings.from(new Env(variables));
    }

    private static HttpPort http(InetSocketAddress bind) {
        return new HttpPort("http", bind, Wrapping.NONE);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
