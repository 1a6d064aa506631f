package logtail.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import logtail.cli.ChildJvm;
import logtail.cli.CliProcess;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code logtail up} as a real process with real children. */
@Timeout(90)
class UpIT {
    private static final String FOREVER = "while :; do sleep 0.05; done";

    @TempDir
    private Path directory;

    @Test
    void showsAllInOneStreamAndStopsAllWhenToldSo() throws Exception {
        write(
                "Procfile",
                "web: trap 'echo bye $PS; exit 0' TERM; echo $PS on $PORT with $COLOR; " + FOREVER,
                "worker: trap 'echo bye $PS; exit 0' TERM; echo $PS on $PORT >&2; " + FOREVER);
        write(".env", "COLOR='deep red'");
        Process up = up("-c", "web=2");
        var shown = new ArrayList<String>();
        BufferedReader lines = up.inputReader(UTF_8);
        while (shown.stream().filter(line -> line.contains(" on ")).count() < 3) {
            shown.add(lines.readLine());
        }
        CliProcess.signal(up, "TERM");
        lines.lines().forEach(shown::add);
        assertThat(CliProcess.end(up)).isZero();
        assertThat(shown.stream().map(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d ", "")))
                .contains(
                        "web.1    | web.1 on 5000 with deep red",
                        "web.2    | web.2 on 5001 with deep red",
                        "worker.1 | worker.1 on 5100",
                        "web.1    | bye web.1",
                        "web.2    | bye web.2",
                        "worker.1 | bye worker.1",
                        "up       | stopping",
                        "up       | worker.1 ended with code 0");
    }

    @Test
    void whenOneFailsTheOthersAreStoppedAndItsExitCodeIsOurs() throws Exception {
        write("Procfile", "web: " + FOREVER, "job: echo failing; exit 7");
        Process up = up();
        List<String> shown = up.inputReader(UTF_8).lines().toList();
        assertThat(CliProcess.end(up)).isEqualTo(7);
        assertThat(String.join("\n", shown))
                .contains("job.1 | failing", "job.1 ended with code 7", "web.1 ended with code");
    }

    @Test
    void whatDoesNotEndIsKilledWithAllThatItStarted() throws Exception {
        write(
                "Procfile",
                "stubborn: trap '' TERM; sh -c 'trap \"\" TERM; echo child $$; " + FOREVER + "'; " + FOREVER,
                "job: sleep 1; exit 3");
        Process up = up("--timeout", "1");
        List<String> shown = up.inputReader(UTF_8).lines().toList();
        assertThat(CliProcess.end(up)).isEqualTo(3);
        String all = String.join("\n", shown);
        assertThat(all).contains("killing stubborn.1", "stubborn.1 ended with code 137");
        long child = Long.parseLong(all.replaceAll("(?s).*child (\\d+).*", "$1"));
        ProcessHandle.of(child)
                .ifPresent(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void startsAgainWhatEndsWhenToldSo() throws Exception {
        write("Procfile", "job: echo life; exit 1");
        Process up = up("--restart");
        BufferedReader lines = up.inputReader(UTF_8);
        int lives = 0;
        while (lives < 3) {
            lives += lines.readLine().endsWith("| life") ? 1 : 0;
        }
        up.toHandle().destroy();
        assertThat(lines.lines()).anyMatch(line -> line.endsWith("| stopping"));
        assertThat(CliProcess.end(up)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | web: sleep LONG & echo started; exit 0                                          | other: sleep LONG
            0 | web: setsid sleep LONG & sleep 0.3; exit 0                                      | other: sleep LONG
            0 | good: sh -c 'trap "" TERM; exec sleep LONG' & wait                              | other: sleep 0.3
            0 | web: (setsid sh -c 'trap "" TERM; sleep LONG; sleep LONG' &); sleep 0.3; exit 0 | other: sleep LONG
            4 | web: sleep 0.3; sleep LONG & exit 4                                             | other: sleep LONG
            """)
    void nothingIsLeftRunningAndAnEndIsNoticedAtOnce(int exitCode, String one, String other) throws Exception {
        String time = CliProcess.longTime();
        write("Procfile", one.replace("LONG", time), other.replace("LONG", time));
        Process up = up("--timeout", "1");
        String shown = String.join("\n", up.inputReader(UTF_8).lines().toList());
        assertThat(CliProcess.end(up)).isEqualTo(exitCode);
        assertThat(CliProcess.running(time)).isEmpty();
        assertThat(shown).contains("stopping the others, as ");
    }

    @RepeatedTest(3)
    void oneInterruptKillsNothingBeforeItsTime() throws Exception {
        CliProcess.assumeInterruptible();
        String time = CliProcess.longTime();
        write(
                "Procfile",
                "quick: exec sleep " + time,
                "slow: trap 'sleep 1; echo slow bye; exit 0' TERM INT; echo slow ready; " + FOREVER);
        Process up = up();
        BufferedReader lines = up.inputReader(UTF_8);
        while (!lines.readLine().endsWith("slow ready")) {}
        CliProcess.signal(up, "INT");
        CliProcess.signal(up, "INT"); // at once: the same one, from two sides
        String shown = String.join("\n", lines.lines().toList());
        assertThat(CliProcess.end(up)).isZero();
        assertThat(shown).contains("slow bye", "slow.1 ended with code 0").doesNotContain("killing");
        assertThat(CliProcess.running(time)).isEmpty();
    }

    @Test
    void otherSignalsGoToTheProgramsAlsoBehindAShell() throws Exception {
        write(
                "Procfile",
                "direct: trap 'echo usr1' USR1; echo ready; " + FOREVER,
                "behind: sh -c \"trap 'echo usr1' USR1; echo ready; " + FOREVER + "\"; echo never");
        Process up = up();
        BufferedReader lines = up.inputReader(UTF_8);
        for (int ready = 0; ready < 2; ) {
            ready += lines.readLine().endsWith("| ready") ? 1 : 0;
        }
        CliProcess.signal(up, "USR1");
        var got = new HashSet<String>();
        while (got.size() < 2) {
            String line = lines.readLine();
            if (line.endsWith("| usr1")) {
                got.add(line.replaceFirst("^\\S+ (\\S+).*", "$1"));
            }
        }
        assertThat(got).containsExactlyInAnyOrder("direct.1", "behind.1");
        CliProcess.signal(up, "HUP");
        assertThat(lines.lines()).noneMatch(line -> line.contains("never"));
        assertThat(CliProcess.end(up)).isZero();
    }

    @Test
    void coloursAreAskedForAndShownWhenWeShowColours() throws Exception {
        write("Procfile", "web: printf '\\033[32mgreen\\033[0m %s \\033[2J\\n' \"<$FORCE_COLOR>\"");
        Process colored = up("--color", "always");
        String shown = String.join("\n", colored.inputReader(UTF_8).lines().toList());
        assertThat(CliProcess.end(colored)).isZero();
        assertThat(shown).contains("\u001b[32mgreen\u001b[0m <1> \\x1b[2J");
        Process plain = up("--color", "never");
        shown = String.join("\n", plain.inputReader(UTF_8).lines().toList());
        assertThat(CliProcess.end(plain)).isZero();
        assertThat(shown).contains("| green <> ");
    }

    @Test
    void variablesWhoseNamesAreNoNamesOfShellsArrive() throws Exception {
        assumeThat(Path.of("/bin/bash"))
                .as("sh may take them away, bash does not")
                .exists();
        write("Procfile", "web: env | grep profiles");
        write(".env", "spring.profiles.active=dev");
        Process up = up("-q");
        List<String> shown = up.inputReader(UTF_8).lines().toList();
        assertThat(CliProcess.end(up)).isZero();
        assertThat(shown).hasSize(1).first().asString().endsWith("| spring.profiles.active=dev");
    }

    private Process up(String... arguments) throws IOException {
        var command = ChildJvm.cli(
                Stream.concat(Stream.of("up"), Stream.of(arguments)).toArray(String[]::new));
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGTAIL_") || name.equals("PORT"));
        builder.environment().put("LOGTAIL_HTTP", "127.0.0.1:0");
        builder.environment().put("LOGTAIL_DATA", directory.resolve("data").toString());
        return builder.start();
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(directory.resolve(name), List.of(lines));
    }
}
