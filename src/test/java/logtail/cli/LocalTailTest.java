package logtail.cli;

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
    void manyAndLongLinesAllComeThrough() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            lines.add("line " + i + " " + "x".repeat(i));
        }
        assertThat(show(String.join("\n", lines))).isEqualTo(String.join("\n", lines) + "\n");
        assertThat(show("y".repeat(70_000))).isEqualTo("y".repeat(65_536) + "\n");
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
