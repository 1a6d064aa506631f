package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /metrics} as an operator reads it. */
@Timeout(60)
class MetricsTest {
    private static final String HELP = "# HELP ";

    @TempDir
    private Path data;

    @Test
    void explainsEveryMetric() throws IOException {
        try (var daemon = RunningDaemon.start(data, Map.of("LOGTAIL_DRAINS", "eu=syslog://127.0.0.1:1"))) {
            use(daemon);
            Map<String, String> help = help(metrics(daemon));
            assertThat(help).hasSizeGreaterThan(30);
            assertThat(help.entrySet())
                    .allSatisfy(
                            one -> assertThat(one.getValue()).as(one.getKey()).isNotBlank());
        }
    }

    @Test
    void tellsHowTheDaemonIsDoing() throws IOException {
        try (var daemon = RunningDaemon.start(data)) {
            use(daemon);
            String metrics = metrics(daemon);
            assertThat(metrics)
                    .contains(
                            "logtail_build_info{java=\"" + Runtime.version() + "\",version=",
                            "\nlogtail_journal_paused 0",
                            "\nlogtail_disk_reserve_bytes 6.7108864E7",
                            "\nlogtail_http_requests_seconds_count{route=\"/logs\",status=\"204\"} 1",
                            "\nlogtail_http_requests_seconds_count{route=\"/logs\",status=\"400\"} 1",
                            "\nlogtail_http_requests_seconds_count{route=\"none\",status=\"404\"} 1",
                            "\nprocess_uptime_seconds ");
            assertThat(value(metrics, "logtail_disk_free_bytes")).isPositive();
            assertThat(value(metrics, "logtail_journal_oldest_age_seconds")).isBetween(0.0, 60.0);
        }
    }

    @Test
    void countsWhoLeftBeforeTheirAnswer() throws IOException {
        String gone = "logtail_http_requests_seconds_count{route=\"/logs\",status=\"gone\"} 1";
        try (var daemon = RunningDaemon.start(data)) {
            try (var http = HttpSocket.open(daemon.http())) {
                http.send("POST /logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
            }
            String metrics = metrics(daemon);
            while (!metrics.contains(gone)) { // the test's timeout is the deadline
                metrics = metrics(daemon);
            }
        }
    }

    private static void use(RunningDaemon daemon) throws IOException {
        HttpSocket.post(daemon.http(), "/logs?app=web", "one");
        HttpSocket.post(daemon.http(), "/logs?nosuch=1", "one");
        HttpSocket.get(daemon.http(), "/nowhere");
        daemon.send("syslog-tcp", "<14>broken".getBytes(UTF_8));
        daemon.await(2);
    }

    private static String metrics(RunningDaemon daemon) throws IOException {
        return HttpSocket.get(daemon.http(), "/metrics").text();
    }

    /** What is said of each sample of ours. */
    private static Map<String, String> help(String metrics) {
        var help = new TreeMap<String, String>();
        for (String line : metrics.lines().toList()) {
            String[] words =
                    line.substring(line.startsWith(HELP) ? HELP.length() : 0).split("[ {]", 2);
            if (line.startsWith(HELP + "logtail_")) {
                help.put(words[0], words[1]);
            } else if (line.startsWith("logtail_")) {
                help.putIfAbsent(words[0].replaceAll("_(count|sum)$", ""), "");
            }
        }
        return help;
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
