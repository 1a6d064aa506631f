package logtail.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import logtail.cli.screen.Cells;
import logtail.cli.screen.Glyphs;
import logtail.cli.screen.Ink;
import logtail.cli.screen.TerminalSize;
import logtail.runtime.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopViewTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");
    private static final String STATUS = """
            {"version":"0.1.0","started":"2026-11-21T10:00:00Z","uptime_s":273600,"ready":true,"reason":"",
            "listeners":[{"name":"http","address":"127.0.0.1:8514","lines_per_second":400,"lines":1,"bytes":1,"connections":3},
             {"name":"syslog_tcp","lines_per_second":12.4,"connections":0}],
            "ring":{"size":1024,"used":31},
            "journal":{"first":"1","last":"9","oldest":"2026-11-21T14:00:00Z","newest":"2026-11-24T14:00:00Z","bytes":734003200,"disk_free":53687091200},
            "tails":[{"format":"sse","lag_events":1200,"since":"2026-11-24T13:59:00Z","app":"web","filter":"\\u001b[2Jx","remote":"10.0.0.7:4000"}],
            "apps":[{"app":"web","per_second":400.4,"errors_per_second":1.5,"last_seen":"2026-11-24T14:00:00Z"}],
            "drains":[{"name":"us","state":"retrying","lag_events":48211,"lag_s":93}]}
            """;
    private static final String APPS = """
            [{"app":"db","events":5000,"per_second":2.5,"last_seen":"2026-11-24T13:59:57Z"},
            {"app":"web","events":123456,"per_second":1,"last_seen":"2026-11-24T14:00:00Z"},
            {"app":"a\\u001b[31m","events":0,"per_second":0,"last_seen":""}]
            """;

    private final TopView view = new TopView(() -> "http://h:1", new Ink(false, Glyphs.UNICODE), ZoneOffset.UTC);

    @Test
    void everythingIsOnOnePage() {
        assertThat(view.whole(Status.read(STATUS, APPS), AppOrder.RATE, NOW, 80))
                .containsExactly(
                        "logtail 0.1.0 at http://h:1, up 3 d 4 h                                 14:00:00",
                        "lines 412/s  ring 3 %  http 400/s (3)  syslog_tcp 12/s",
                        "journal 700MiB  oldest 3 d 0 h ago  disk 50GiB free",
                        "",
                        "APP        LINES/S  ERRORS/S  LAST SEEN    TOTAL",
                        "web            400       1.5    0 s ago  123,456",
                        "db             2.5         0    3 s ago    5,000",
                        "a\\x1b[31m        0         0          -        0",
                        "",
                        "DRAIN     STATE  EVENTS BEHIND   TIME",
                        "us     retrying         48,211  1 min",
                        "",
                        "TAIL          BEHIND     OPENED  FORMAT           FROM",
                        "web \\x1b[2Jx   1,200  1 min ago     sse  10.0.0.7:4000");
    }

    @Test
    void aDaemonThatIsNotReadySaysWhyAndOneWithoutStatusShowsItsApps() {
        String full = STATUS.replace("\"ready\":true,\"reason\":\"\"", "\"ready\":false,\"reason\":\"disk full\"");
        assertThat(view.whole(Status.read(full, APPS), AppOrder.RATE, NOW, 80).get(1))
                .isEqualTo("not ready: disk full");
        assertThat(view.whole(Status.read("{}", APPS), AppOrder.NAME, NOW, 80))
                .startsWith(
                        "logtail at http://h:1                                                   14:00:00",
                        "the daemon has no /status: apps only",
                        "",
                        "APP        LINES/S  ERRORS/S  LAST SEEN    TOTAL")
                .hasSize(7);
        assertThat(view.whole(Status.read("{\"version\":7,\"ring\":[],\"tails\":{}}", "[]"), AppOrder.RATE, NOW, 80))
                .hasSize(5);
        assertThatThrownBy(() -> Status.read("<html>", "[]")).isInstanceOf(Json.MalformedException.class);
    }

    @Test
    void howFarADrainIsBehindMayBeNamedAsInTheListOfDrains() {
        String other = STATUS.replace("\"lag_s\":93", "\"lag_seconds\":93.25");
        assertThat(Status.read(other, "[]").drains()).containsExactly(new Status.Drain("us", "retrying", 48_211, 93));
    }

    @ParameterizedTest
    @CsvSource({"RATE, b c a d", "ERRORS, c b a d", "NAME, a b c d", "SEEN, d b c a"})
    void appsAreInTheOrderThatIsAskedFor(AppOrder order, String names) {
        List<Status.App> apps = List.of(app("a", 1, 0, 1), app("b", 9, 1, 2), app("c", 5, 2, 2), app("d", 0, 0, 3));
        assertThat(apps.stream()
                        .sorted(order.comparator())
                        .map(Status.App::name)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 100, 200})
    void aScreenIsAsWideAndHighAsTheTerminal(int columns) {
        String many = IntStream.range(0, 50)
                .mapToObj(i -> "{\"app\":\"" + "日本語\\u202e".repeat(5) + i + "\",\"events\":" + i + "}")
                .collect(Collectors.joining(",", "[", "]"));
        Status status = Status.read(STATUS, many);
        for (int rows : new int[] {4, 8, 12, 30, 60}) {
            var size = new TerminalSize(columns, rows);
            for (var screen : List.of(
                    view.fitting(status, AppOrder.RATE, NOW, size, "keys"), view.help(status, NOW, size, "keys"))) {
                assertThat(screen).hasSize(rows).endsWith("keys").allSatisfy(line -> {
                    assertThat(Cells.width(line)).isLessThanOrEqualTo(columns);
                    assertThat(line).doesNotContain("\u001b", "\u202e");
                });
            }
        }
    }

    @Test
    void appsThatHaveNoRoomAreCounted() {
        String many = IntStream.range(0, 50)
                .mapToObj(i -> "{\"app\":\"app-" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        var screen = view.fitting(Status.read(STATUS, many), AppOrder.NAME, NOW, new TerminalSize(80, 24), "keys");
        assertThat(screen.get(3)).startsWith("APP (38 more)");
        assertThat(screen).anyMatch(line -> line.startsWith("DRAIN")).anyMatch(line -> line.startsWith("TAIL"));
    }

    @Test
    void aDelayIsASpanOrSeconds() {
        assertThat(TopCommand.delay("2")).isEqualTo(Duration.ofSeconds(2));
        assertThat(TopCommand.delay("0.5")).isEqualTo(Duration.ofMillis(500));
        assertThat(TopCommand.delay("1m")).isEqualTo(Duration.ofMinutes(1));
        for (String bad : List.of("0", "50ms", "2h", "x", "")) {
            assertThatThrownBy(() -> TopCommand.delay(bad))
                    .hasMessage("bad value \"" + bad + "\" for --delay; accepted: a span from 100ms to 1h, or seconds");
        }
    }

    private static Status.App app(String name, double rate, double errors, long seen) {
        return new Status.App(name, rate, errors, 0, NOW.plusSeconds(seen));
    }
}
