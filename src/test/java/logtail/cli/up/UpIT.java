package logtail.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code logtail up} as a real process with real children. */
@Timeout(90)
class UpIT {
    private static final String FOREVER = "while :; do sleep 0.05; done";

    @TempDir
    private Path directory;

    @Test
    void showsAllInOneStreamAndStopsAllOnInterrupt() throws Exception {
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
        new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor();
        lines.lines().forEach(shown::add);
        assertThat(end(up)).isZero();
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
        assertThat(end(up)).isEqualTo(7);
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
        assertThat(end(up)).isEqualTo(3);
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
        assertThat(end(up)).isZero();
    }

    private int end(Process up) throws InterruptedException {
        try {
            assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return up.exitValue();
        } finally {
            up.toHandle().destroyForcibly();
        }
    }

    private Process up(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of("logtail.cli.Main", "up"));
        command.addAll(List.of(arguments));
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
