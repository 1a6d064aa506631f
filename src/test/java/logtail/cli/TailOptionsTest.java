package logtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TailOptionsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    @Test
    void withoutArgumentsItFollowsEverythingFromAHundredLinesBack() {
        var options = resolve(Map.of());
        assertThat(options.daemon()).hasToString("http://127.0.0.1:8514");
        assertThat(new TailCursor(options).query()).hasToString("?lines=100&follow=true&heartbeat=1");
        assertThat(options.output()).isEqualTo(OutputFormat.TEXT);
        assertThat(options.color()).isFalse();
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
        assertThat(new TailCursor(options).query())
                .hasToString("?app=web&app=api&app=w*&process=web.1&level=warn&since=2026-11-24T13%3A55%3A00Z&lines=0"
                        + "&follow=false&heartbeat=1");
    }

    @Test
    void sinceShowsAllThatCameSinceUnlessLinesSaysOtherwise() {
        assertThat(resolve(Map.of(), "-S", "5m").lines()).isEqualTo("all");
        assertThat(resolve(Map.of(), "-S", "5m", "-n", "7").lines()).isEqualTo("7");
    }

    @Test
    void wordsAndFilterExpressionsMustAllHold() {
        assertThat(resolve(Map.of(), "--filter", "a OR b", "Failed", "password", "--", "-root")
                        .filter())
                .isEqualTo("(a OR b) Failed password -root");
        assertThat(resolve(Map.of(), "--filter", "a OR b").filter()).isEqualTo("a OR b");
    }

    @Test
    void aLevelMayBeExact() {
        assertThat(resolve(Map.of(), "-l", "=ERR").level()).isEqualTo("=error");
    }

    @Test
    void theEnvironmentStandsInForOptions() {
        var env = Map.of("LOGTAIL_ADDR", "logs:9000", "LOGTAIL_APP", "web,db");
        assertThat(resolve(env).daemon()).hasToString("http://logs:9000");
        assertThat(resolve(env).apps()).containsExactly("web", "db");
        assertThat(resolve(env, "-a", "api").apps()).containsExactly("api");
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
        assertRefused("bad value \"xml\" for --output; accepted: text, raw, json", "-o", "xml");
        assertRefused("bad value \"blue\" for --color; accepted: auto, always, never", "--color", "blue");
        assertRefused("bad value \"ftp://x\" for --addr; accepted: http://HOST:PORT", "--addr", "ftp://x");
        assertRefused("bad value \"web,,api\" for --app", "-a", "web,,api");
        assertRefused("exclude each other", "-f", "--no-follow");
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
                .color();
    }

    static TailOptions resolve(Map<String, String> env, String... args) {
        return TailOptions.resolve(parse(args), new Surroundings(env, false, NOW, ZoneOffset.UTC));
    }

    private static LogtailCommand parse(String... args) {
        var command = new LogtailCommand();
        new CommandLine(command).parseArgs(args);
        return command;
    }
}
