package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import logtail.cli.ChildJvm;
import logtail.cli.CliProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code logtail run} as a real process; no daemon is there. */
@Timeout(90)
@EnabledOnOs(OS.LINUX)
class RunIT {
    private static final List<String> SIGNALS = List.of(
            "HUP", "INT", "QUIT", "USR1", "USR2", "ALRM", "CONT", "WINCH", "TSTP", "TTIN", "TTOU", "URG", "PWR");
    private static final String LOOP = "echo ready; while :; do sleep 0.05; done";

    @TempDir
    private Path directory;

    @Test
    void everySignalGoesToTheProgramAndNoneShowsThreadsOfTheJvm() throws Exception {
        CliProcess.assumeInterruptible();
        var traps = new StringBuilder();
        SIGNALS.forEach(name -> traps.append("trap 'echo got " + name + "' " + name + "; "));
        Process run = run(traps + "trap 'echo got TERM; exit 5' TERM; " + LOOP);
        BufferedReader lines = run.inputReader(UTF_8);
        assertThat(lines.readLine()).isEqualTo("ready");
        for (String name : SIGNALS) {
            CliProcess.signal(run, name);
            assertThat(lines.readLine()).isEqualTo("got " + name);
        }
        CliProcess.signal(run, "TERM");
        assertThat(lines.lines()).containsExactly("got TERM");
        assertThat(CliProcess.end(run)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | sleep LONG & exit 0
            3 | setsid sleep LONG & sleep 0.3; exit 3
            0 | sh -c 'trap "" TERM; sleep LONG; sleep LONG' & exit 0
            0 | (setsid sh -c 'trap "" TERM; sleep LONG; sleep LONG' &); sleep 0.3; exit 0
            """)
    void whatTheProgramLeavesRunningIsEndedWithIt(int exitCode, String script) throws Exception {
        String time = CliProcess.longTime();
        Process run = run(script.replace("LONG", time), "--timeout", "1s");
        assertThat(CliProcess.end(run)).isEqualTo(exitCode);
        assertThat(CliProcess.running(time)).isEmpty();
    }

    @Test
    void aSlowProgramMayTakeItsTimeAndSayItsLastWords() throws Exception {
        Process run = run("trap 'sleep 1; (sleep 0.3; echo bye) & exit 4' TERM; " + LOOP);
        BufferedReader lines = run.inputReader(UTF_8);
        assertThat(lines.readLine()).isEqualTo("ready");
        CliProcess.signal(run, "TERM");
        CliProcess.signal(run, "TERM"); // at once: the same one, from two sides
        assertThat(lines.lines()).containsExactly("bye");
        assertThat(CliProcess.end(run)).isEqualTo(4);
    }

    @Test
    void theSecondTermKills() throws Exception {
        Process run = run("trap 'echo no' TERM; " + LOOP);
        BufferedReader lines = run.inputReader(UTF_8);
        assertThat(lines.readLine()).isEqualTo("ready");
        CliProcess.signal(run, "TERM");
        assertThat(lines.readLine()).isEqualTo("no");
        while (run.isAlive()) { // the first of these may come too soon to count, the last when it has ended
            run.toHandle().destroy();
            run.waitFor(400, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
        assertThat(CliProcess.end(run)).isEqualTo(137);
    }

    @Test
    void theTimeoutKillsWhatDoesNotEnd() throws Exception {
        Process run = run("trap 'echo no' TERM; " + LOOP, "--timeout", "500ms");
        BufferedReader lines = run.inputReader(UTF_8);
        assertThat(lines.readLine()).isEqualTo("ready");
        CliProcess.signal(run, "TERM");
        assertThat(CliProcess.end(run)).isEqualTo(137);
    }

    @Test
    void whatIsIgnoredAtTheStartStaysIgnored() throws Exception {
        var command = new ArrayList<>(List.of("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"));
        command.addAll(ChildJvm.cli("run", "-q", "--spool-bytes", "0", "--wait", "0", "--", "sh", "-c", LOOP));
        Process run = start(command);
        BufferedReader lines = run.inputReader(UTF_8);
        assertThat(lines.readLine()).isEqualTo("ready");
        CliProcess.signal(run, "HUP");
        CliProcess.signal(run, "TERM");
        assertThat(CliProcess.end(run)).isEqualTo(143);
    }

    @Test
    void aClosedStdinIsNobodysInput() throws Exception {
        List<String> run = List.of("run", "-q", "--spool-bytes", "0", "--wait", "0", "--", "sh", "-c", "wc -c");
        for (List<String> arguments : List.of(run, List.of("pipe"), List.of("--stdin"))) {
            var command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" <&-", "sh"));
            command.addAll(ChildJvm.cli(arguments.toArray(new String[0])));
            Process process = start(command);
            String shown = new String(process.getInputStream().readAllBytes(), UTF_8);
            boolean isRun = arguments.equals(run);
            assertThat(CliProcess.end(process)).isEqualTo(isRun ? 0 : 2);
            assertThat(shown.strip()).isEqualTo(isRun ? "0" : "");
            if (!isRun) {
                assertThat(directory.resolve("stderr")).content().contains("stdin is closed");
            }
        }
    }

    private Process run(String script, String... options) throws IOException {
        String[] arguments = Stream.of(
                        Stream.of("run", "-q", "--spool-bytes", "0", "--wait", "0"),
                        Stream.of(options),
                        Stream.of("--", "sh", "-c", script))
                .flatMap(part -> part)
                .toArray(String[]::new);
        return start(ChildJvm.cli(arguments));
    }

    private Process start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().put("LOGTAIL_ADDR", "127.0.0.1:1");
        return builder.start();
    }
}
