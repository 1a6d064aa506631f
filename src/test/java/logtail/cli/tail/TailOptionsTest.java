package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Surroundings;
import logtail.cli.client.StreamLine;
import logtail.cli.render.LineFormat;
import logtail.cli.render.Look;
import logtail.cli.render.OutputFormat;
import logtail.event.Severity;
import logtail.query.TailQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TailOptionsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    @Test
    void withoutArgumentsItFollowsEverythingFromAHundredLinesBack() {
        var options = resolve(Map.of());
        assertThat(options.daemon()).hasToString("http://127.0.0.1:8514");
        assertThat(new TailCursor(options.query()).query()).hasToString("?lines=100&follow=true&heartbeat=1");
        assertThat(options.look().output()).isEqualTo(OutputFormat.TEXT);
        assertThat(options.look().color()).isFalse();
    }

    @Test
    void everyChoiceReachesTheDaemon() {
        var options = resolve(
                Map.of(),
                "-a",
                "web,api",
                "--app=w*",
                "-p",
                "web.1",
                "-l",
                "warning",
                "-n0",
                "-S",
                "5m",
                "--no-follow");
        assertThat(new TailCursor(options.query()).query())
                .hasToString("?app=web&app=api&app=w*&process=web.1&level=warn&since=2026-11-24T13%3A55%3A00Z&lines=0"
                        + "&follow=false&heartbeat=1");
    }

    @Test
    void boundsContextAndOrderReachTheDaemonToo() {
        assertThat(query("-S", "2h", "-U", "1h", "--host", "db*,cache", "-C", "3", "-A1", "-m", "7"))
                .isEqualTo("?host=db*&host=cache&since=2026-11-24T12%3A00%3A00Z&lines=all"
                        + "&until=2026-11-24T13%3A00%3A00Z&max=7&context_before=3&context_after=1"
                        + "&follow=false&heartbeat=1");
        assertThat(query("-r")).isEqualTo("?lines=100&reverse=1&follow=false&heartbeat=1");
        assertThat(query("--order", "time")).isEqualTo("?lines=100&order=time&window=500ms&follow=true&heartbeat=1");
        assertThat(query("--order=time", "--window", "2s")).contains("window=2000ms");
        assertThat(query("--order", "duration:desc"))
                .isEqualTo("?lines=all&order=duration%3Adesc&follow=false&heartbeat=1");
        assertThat(query("--order", "status:asc", "-n", "20"))
                .isEqualTo("?lines=all&max=20&order=status&follow=false&heartbeat=1");
        assertThat(query("--after", "41", "-t")).isEqualTo("?after=41&follow=true&heartbeat=1");
    }

    @Test
    void regularExpressionsBecomeTermsOfTheFilter() {
        var query = resolve(Map.of(), "-i", "GET /x", "-e", "Health|\\S/", "--include", "a\\/b", "word")
                .query();
        assertThat(query.which().filter()).isEqualTo("word /GET \\/x/ /a\\/b/i -/Health|\\S\\//");
    }

    @Test
    void timesWithoutAZoneAreOfTheOneThatIsShown() {
        assertThat(resolve(Map.of(), "-z", "+02:00", "-S", "14:00")
                        .query()
                        .range()
                        .sinceNs())
                .isEqualTo(Instant.parse("2026-11-24T12:00:00Z").getEpochSecond() * 1_000_000_000L);
    }

    @Test
    void theEnvironmentChoosesNoAppOfStdin() {
        assertThat(resolve(Map.of("LOGTAIL_APP", "web"), "--stdin")
                        .query()
                        .which()
                        .apps())
                .isEmpty();
    }

    @Test
    void sinceShowsAllThatCameSinceUnlessLinesSaysOtherwise() {
        assertThat(resolve(Map.of(), "-S", "5m").query().range().lines()).isEqualTo(TailQuery.ALL);
        assertThat(resolve(Map.of(), "-S", "5m", "-n", "7").query().range().lines())
                .isEqualTo(7);
    }

    @Test
    void wordsAndFilterExpressionsMustAllHold() {
        assertThat(resolve(Map.of(), "--filter", "a OR b", "Failed", "password", "--", "-root")
                        .query()
                        .which()
                        .filter())
                .isEqualTo("(a OR b) Failed password -root");
        assertThat(resolve(Map.of(), "--filter", "a OR b").query().which().filter())
                .isEqualTo("a OR b");
    }

    @Test
    void aLevelMayBeExact() {
        assertThat(resolve(Map.of(), "-l", "=ERR").query().which()).satisfies(which -> {
            assertThat(which.worst()).isEqualTo(Severity.ERROR);
            assertThat(which.isExactLevel()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -l 3                        | level=error
                    -l =6                       | level==info
                    -l >=warn                   | level=warn
                    -l notice                   | level=notice
                    -S 1h --by received         | by=received
                    -S 1h --by TIME             | lines=all
                    --after 10 -n 3             | after=10&lines=3
                    --after 10                  | after=10
                    -S 13:30                    | since=2026-11-24T13:30:00Z
                    -S 9:00                     | since=2026-11-24T09:00:00Z
                    -S -1h                      | since=2026-11-24T13:00:00Z
                    -S 5min                     | since=2026-11-24T13:55:00Z
                    -S 13:30 -U 14:30           | until=2026-11-24T14:30:00Z
                    -S yesterday -U 9:00        | until=2026-11-24T09:00:00Z
                    -S 13:30 -U 13:40 -z +02:00 | since=2026-11-24T11:30:00Z
                    -g ^GET                     | filter=/^GET/
                    --grep time(d)?out          | filter=/time(d)?out/i
                    -F -n 5                     | lines=5&follow=true
                    """)
    void habitsReachTheDaemon(String typed, String asked) {
        String query = query(typed.split(" "));
        assertThat("&" + URLDecoder.decode(query.substring(1), UTF_8) + "&").contains("&" + asked + "&");
    }

    @ParameterizedTest
    @CsvSource({
        "short-iso, 2026-11-24T14:00:00.000Z a: m",
        "short-full, 2026-11-24 14:00:00.000 a: m",
        "short-unix, 1795528800.000 a: m",
        "SHORT, 14:00:00.000 a: m",
        "cat, m",
        "json, {}",
    })
    void journalctlsOutputsAreKnown(String output, String line) {
        assertThat(shown(resolve(Map.of(), "-o", output).look())).isEqualTo(line + "\n");
    }

    @Test
    void switchesOfOtherProgramsAreTakenOrDoNothing() {
        assertThat(resolve(Map.of(), "--json").look().output()).isEqualTo(OutputFormat.JSON);
        assertThat(color(true, Map.of(), "--no-color")).isFalse();
        assertThat(resolve(Map.of(), "--no-pager").query())
                .isEqualTo(resolve(Map.of()).query());
        assertThat(query("--utc", "-S", "14:00")).isEqualTo(query("-z", "UTC", "-S", "14:00"));
        assertThat(resolve(Map.of(), "--addr", "19514").daemon()).hasToString("http://127.0.0.1:19514");
        assertThat(resolve(Map.of("LOGTAIL_ADDR", ":19514")).daemon()).hasToString("http://127.0.0.1:19514");
    }

    @Test
    void theEnvironmentStandsInForOptions() {
        var env = Map.of("LOGTAIL_ADDR", "logs:9000", "LOGTAIL_APP", "web,db");
        assertThat(resolve(env).daemon()).hasToString("http://logs:9000");
        assertThat(resolve(env).query().which().apps()).containsExactly("web", "db");
        assertThat(resolve(env, "-a", "api").query().which().apps()).containsExactly("api");
        assertThat(resolve(env, "--addr", "https://logs.example/x/").daemon()).hasToString("https://logs.example/x");
    }

    @Test
    void anAddressMayBeShort() {
        assertThat(resolve(Map.of(), "--addr", ":9000").daemon()).hasToString("http://127.0.0.1:9000");
        assertThat(resolve(Map.of(), "--addr", "logs").daemon()).hasToString("http://logs:8514");
        assertThat(resolve(Map.of(), "--addr", "[::1]:9000").daemon()).hasToString("http://[::1]:9000");
    }

    @Test
    void colorFollowsTheTerminalUnlessToldOtherwise() {
        assertThat(color(true, Map.of())).isTrue();
        assertThat(color(false, Map.of())).isFalse();
        assertThat(color(true, Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(color(true, Map.of("TERM", "dumb"))).isFalse();
        assertThat(color(false, Map.of("FORCE_COLOR", "1"))).isTrue();
        assertThat(color(true, Map.of("FORCE_COLOR", "0"))).isFalse();
        assertThat(color(true, Map.of("NO_COLOR", "1"), "--color", "always")).isTrue();
        assertThat(color(true, Map.of("FORCE_COLOR", "1"), "--color=never")).isFalse();
    }

    @Test
    void aBadValueIsToldWithItsOptionAndWhatWouldDo() {
        assertRefused("bad value \"soon\" for --since; accepted: an age (90s", "-S", "soon");
        assertRefused("bad value \"-1\" for --lines; accepted: a number of lines", "-n", "-1");
        assertRefused("bad value \"loud\" for --level; accepted: emerg, alert, crit, error, warn", "-l", "loud");
        assertRefused("the level err or worse is -l err", "-p", "err");
        assertRefused("the level err or worse is -l err", "-p", "err..alert");
        assertRefused("-o json | jq", "-o", "json-pretty");
        assertRefused("--by needs --since or --until", "--by", "received");
        assertRefused("accepted: time (the lines' own, as shown), received", "-S", "1h", "--by", "x");
        assertRefused("--stdin and --by exclude each other", "--stdin", "-S", "1h", "--by", "received");
        assertRefused("bad value \"xml\" for --output; accepted: text, raw, json, logfmt", "-o", "xml");
        assertRefused("bad value \"blue\" for --color; accepted: auto, always, never", "--color", "blue");
        assertRefused("bad value \"ftp://x\" for --addr; accepted: http://HOST:PORT", "--addr", "ftp://x");
        assertRefused("bad value \"web,,api\" for --app", "-a", "web,,api");
        assertRefused("exclude each other", "-f", "--no-follow");
        assertRefused("--follow and --until exclude each other", "-f", "-U", "1m");
        assertRefused("--follow and --reverse exclude each other", "-t", "-r");
        assertRefused("not later than", "-S", "1m", "-U", "2m");
        assertRefused("bad value \"a(\" for --include; accepted: a regular expression (Unclosed group", "-i", "a(");
        assertRefused("bad value \"\" for --exclude", "-e", "");
        assertRefused("bad value \"0\" for --max-count", "-m0");
        assertRefused("bad value \"x\" for --before-context", "-C", "x");
        assertRefused(
                "bad value \"a b\" for --order; accepted: arrival, time, or a field as in status or duration:desc",
                "--order",
                "a b");
        assertRefused("--follow and --order size exclude each other", "-f", "--order", "size");
        assertRefused("--order size:desc and --reverse exclude each other", "--order", "size:desc", "-r");
        assertRefused("they exclude --reverse and --order size", "--order", "size", "-C", "1");
        assertRefused("--cursor and --order size exclude each other", "--cursor", "c", "--order", "size");
        assertRefused("--window needs --order time", "--window", "1s");
        assertRefused("bad value \"1\" for --window", "--order", "time", "--window", "1");
        assertRefused("bad value \"Mars\" for --tz", "-z", "Mars");
        assertRefused("bad value \"bb\" for --time-format", "--time-format", "bb");
        assertRefused("bad value \"size\" for --color-by", "--color-by", "size");
        assertRefused("bad value \"a,,b\" for --fields", "--fields", "a,,b");
        assertRefused("a { is not closed", "--template", "{app");
        assertRefused("names no field", "--template", "{|x}");
        assertRefused("--template is a form of text", "--template", "{app}", "-j");
        assertRefused("raw is the message alone", "--fields", "app", "-o", "raw");
        assertRefused("-j means -o json", "-j", "-o", "raw");
        assertRefused("--quiet and --verbose", "-q", "-v");
        assertRefused("--stdin and --after exclude each other", "--stdin", "--after", "5");
        assertRefused("--stdin and --cursor exclude each other", "--stdin", "--cursor", "c");
        assertRefused("--stdin and --window exclude each other", "--stdin", "--order", "time", "--window", "1s");
        assertRefused("--stdin and --lines 0 exclude each other", "--stdin", "-n", "0");
        assertRefused("--order time and --reverse exclude each other", "--order", "time", "-r");
        assertRefused("-A, -B and -C need the order of arrival", "-r", "-C", "1");
        assertRefused("--cursor and --after exclude each other", "--cursor", "c", "--after", "5");
        assertRefused("--cursor and --reverse exclude each other", "--cursor", "c", "-r");
        assertRefused("--cursor and --order TIME exclude each other", "--cursor", "c", "--order", "TIME");
        assertRefused("--cursor / cannot be read", "--cursor", "/");
        assertRefused("is in a directory that is not there", "--cursor", "/no/such/directory/c");
    }

    private static String shown(Look look) {
        var bytes = new ByteArrayOutputStream();
        var out = new LineOutput(bytes);
        String time = NOW.toString();
        var event = new StreamLine.Event("1", time, time, "a", "", "", "info", "m", false, false, false);
        LineFormat.of(look).event(event, new byte[] {'{', '}'}, 0, 2, out);
        out.flush();
        return bytes.toString(UTF_8);
    }

    private static String query(String... args) {
        return new TailCursor(resolve(Map.of(), args).query()).query().toString();
    }

    private static void assertRefused(String message, String... args) {
        assertThatThrownBy(() -> resolve(Map.of(), args))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining(message);
    }

    private static boolean color(boolean terminal, Map<String, String> env, String... args) {
        return TailOptions.resolve(parse(args), new Surroundings(env, terminal, NOW, ZoneOffset.UTC))
                .look()
                .color();
    }

    static TailOptions resolve(Map<String, String> env, String... args) {
        return TailOptions.resolve(parse(args), new Surroundings(env, false, NOW, ZoneOffset.UTC));
    }

    private static LogtailCommand parse(String... args) {
        var command = new LogtailCommand(shell -> 0);
        new CommandLine(command).parseArgs(args);
        return command;
    }
}
