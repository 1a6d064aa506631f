package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import org.junit.jupiter.api.Test;

class LocalTailTest {
    private static final Surroundings AROUND =
            new Surroundings(Map.of(), false, Instant.parse("2026-11-24T14:00:00Z"), ZoneOffset.UTC);

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private int exitCode = -1;

    @Test
    void plainLinesAreShownAsTheyAre() {
        assertThat(show("one\ntwo: three\r\nfour")).isEqualTo("one\ntwo: three\nfour\n");
    }

    @Test
    void syslogAndJsonAreUnderstoodAsTheDaemonWould() {
        assertThat(show("""
                <34>1 2026-11-24T13:00:00.5Z h su 7 - - BOM'su root' failed
                2026-11-24T13:00:01.25+00:00 h sshd[12]: error: no route
                Nov 24 13:00:02 h cron[3]: started
                {"time":"2026-11-24T13:00:03Z","level":"warn","app":"web","msg":"slow","ms":7}
                """)).isEqualTo("""
                13:00:00.500 su[7]: BOM'su root' failed
                13:00:01.250 sshd[12]: error: no route
                13:00:02.000 cron[3]: started
                13:00:03.000 web: slow ms=7
                """);
    }

    @Test
    void whatATailWroteIsShownAsTheSameEvents() {
        String own =
                "{\"id\":\"7\",\"time\":\"2026-11-24T13:00:00.500000000Z\",\"received\":\"2026-11-24T13:00:01.000000000Z\","
                        + "\"app\":\"shop\",\"process\":\"web.1\",\"host\":\"h\",\"level\":\"warn\",\"message\":\"a \\\"b\\\"\","
                        + "\"attributes\":{\"k\":\"v\"},\"flags\":[\"truncated\"]}\n";
        assertThat(show(own, "-o", "json"))
                .contains(
                        "\"time\":\"2026-11-24T13:00:00.500000000Z\"",
                        "\"attributes\":{\"k\":\"v\"}",
                        "\"flags\":[\"truncated\"]",
                        "\"host\":\"h\"",
                        "\"app\":\"shop\"",
                        "\"process\":\"web.1\"",
                        "\"level\":\"warn\"",
                        "\"message\":\"a \\\"b\\\"\"");
        assertThat(show(own)).startsWith("13:00:00.500 shop[web.1]: a \"b\"");
    }

    @Test
    void aLevelBehindATimeIsNoHost() {
        String line = "2026-11-24T13:00:00.123Z  WARN 1 --- [main] c.x.App : slow\n";
        assertThat(show(line)).isEqualTo(line);
        assertThat(show(line, "-o", "json", "--fields", "level")).isEqualTo("{\"level\":\"warn\"}\n");
    }

    @Test
    void theFilterAndTheOtherChoicesHold() {
        String lines = """
                <34>1 2026-11-24T13:00:00Z h web web.1 - - Timeout of a
                <38>1 2026-11-24T13:00:01Z h web web.1 - - timeout of b
                <34>1 2026-11-24T13:00:02Z h db - - - timeout of c
                <34>1 2026-11-24T12:00:00Z h web web.2 - - timeout of d
                <34>1 2026-11-24T13:00:03Z h web web.1 - - fine
                """;
        assertThat(show(lines, "-o", "raw", "timeout", "-l", "warn", "-a", "w?b", "-p", "web", "-S", "90m"))
                .isEqualTo("Timeout of a\n");
        assertThat(show(lines, "-o", "raw", "-l", "=info")).isEqualTo("timeout of b\n");
        assertThat(show(lines, "-o", "raw", "-U", "12:30", "--host", "h*")).isEqualTo("timeout of d\n");
    }

    @Test
    void idsAreTheNumbersOfTheLines() {
        assertThat(show("a\nb\nc\n", "b", "--fields", "id,message")).isEqualTo("2\tb\n");
    }

    @Test
    void endsAfterEnoughAndTellsWhenNothingMatched() {
        assertThat(show("a1\na2\na3\n", "-m", "2", "a")).isEqualTo("a1\na2\n");
        assertThat(exitCode).isEqualTo(0);
        assertThat(show("a1\n", "--exit-status", "b")).isEmpty();
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void theLastLinesAreShownWhenAllAreThere() {
        assertThat(show("a\nb\nc\nd\n", "-n", "2")).isEqualTo("c\nd\n");
        assertThat(show("a1\nb\na2\na3\nb\n", "-n", "2", "a")).isEqualTo("a2\na3\n");
        assertThat(show("a1\na2\na3\n", "-n", "2", "-m", "1", "a")).isEqualTo("a2\n");
        assertThat(show("a\nb\n", "-n", "all")).isEqualTo("a\nb\n");
        assertThat(show("a\nb\n", "-n", "9")).isEqualTo("a\nb\n");
    }

    @Test
    void newestFirst() {
        assertThat(show("a\nb\nc\n", "-r")).isEqualTo("c\nb\na\n");
        assertThat(show("a\nb\nc\n", "-r", "-n", "2")).isEqualTo("c\nb\n");
        assertThat(show("a\nb\nc\n", "-r", "-m", "1")).isEqualTo("c\n");
    }

    @Test
    void contextStandsAroundMatchesAsGrepShowsIt() {
        String lines = "1\n2\n3 x\n4\n5\n6\n7 x\n8 x\n9\n";
        assertThat(show(lines, "-C", "1", "x")).isEqualTo("- 2\n3 x\n- 4\n--\n- 6\n7 x\n8 x\n- 9\n");
        assertThat(show(lines, "-B", "2", "x", "-o", "raw")).isEqualTo("1\n2\n3 x\n--\n5\n6\n7 x\n8 x\n");
        assertThat(show(lines, "-A", "3", "x", "-o", "raw")).isEqualTo("3 x\n4\n5\n6\n7 x\n8 x\n9\n");
        assertThat(show(lines, "-m", "1", "-A", "1", "x", "-o", "raw")).isEqualTo("3 x\n4\n");
        assertThat(show(lines, "-n", "2", "-C", "1", "x", "-o", "raw")).isEqualTo("6\n7 x\n8 x\n9\n");
        assertThat(show(lines, "-n", "2", "-A", "3", "x", "-o", "raw")).isEqualTo("7 x\n8 x\n9\n");
        assertThat(show(
                        "<34>1 2026-11-24T13:00:00Z h web 1 - - a\n<34>1 2026-11-24T13:00:00Z h web 1 - - b\n",
                        "b",
                        "-B1"))
                .isEqualTo("13:00:00.000 web[1]- a\n13:00:00.000 web[1]: b\n");
    }

    @Test
    void contextIsToldInJsonByItsMarkAlone() {
        assertThat(show("1 x\n2\n3\n4\n5 x\n", "-j", "-A", "1", "x"))
                .contains("\"message\":\"2\",\"context\":true}")
                .doesNotContain("--");
    }

    @Test
    void theOrderOfTimesHoldsForAllOfIt() {
        var lines = new StringBuilder();
        for (int second : new int[] {5, 1, 3, 9, 0, 7}) {
            lines.append("<34>1 2026-11-24T13:00:0%dZ h web - - - at %d\n".formatted(second, second));
        }
        assertThat(show(lines.toString(), "--order", "time", "-o", "raw"))
                .isEqualTo("at 0\nat 1\nat 3\nat 5\nat 7\nat 9\n");
        assertThat(show(lines.toString(), "--order", "time", "-o", "raw", "-n", "2"))
                .isEqualTo("at 7\nat 9\n");
        assertThat(show(lines.toString(), "--order", "time", "-o", "raw", "-S", "13:00:01", "-U", "13:00:06"))
                .isEqualTo("at 1\nat 3\nat 5\n");
    }

    @Test
    void theOrderOfAFieldHoldsForAllOfIt() {
        String lines = "took=1.5s\ntook=90ms\nnothing\ntook=2m\ntook=3\n";
        assertThat(show(lines, "--order", "took", "-o", "raw"))
                .isEqualTo("took=90ms\ntook=1.5s\ntook=3\ntook=2m\nnothing\n");
        assertThat(show(lines, "--order", "took:desc", "-o", "raw", "-n", "2")).isEqualTo("took=2m\ntook=3\n");
    }

    @Test
    void noLineIsTakenForOneThatWasShownHoweverFarOutOfOrder() {
        var lines = new StringBuilder();
        for (int i = 100_000; i > 0; i--) {
            lines.append("<34>1 2026-11-24T13:00:00.%06dZ h web - - - %d\n".formatted(i, i));
        }
        assertThat(show(lines.toString(), "--order", "time", "-o", "raw")
                        .lines()
                        .distinct())
                .hasSize(100_000);
    }

    @Test
    void manyAndLongLinesAllComeThrough() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            lines.add("line " + i + " " + "x".repeat(i));
        }
        assertThat(show(String.join("\n", lines))).isEqualTo(String.join("\n", lines) + "\n");
        assertThat(show("y".repeat(70_000))).isEqualTo("y".repeat(65_536) + " … [cut at 64 KiB]\n");
    }

    @Test
    void aBadFilterIsAMistake() {
        assertThatThrownBy(() -> show("a\n", "\"open"))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(2));
    }

    private String show(String stdin, String... args) {
        stdout.reset();
        var all = new ArrayList<>(List.of("--stdin"));
        all.addAll(List.of(args));
        var options = TailOptionsTest.resolve(Map.of(), all.toArray(String[]::new));
        var notices = new Notices(new PrintStream(PrintStream.nullOutputStream(), false, UTF_8), false);
        exitCode = new LocalTail(options, AROUND, new LineOutput(stdout), notices)
                .run(new ByteArrayInputStream(stdin.getBytes(UTF_8)));
        return stdout.toString(UTF_8);
    }
}
