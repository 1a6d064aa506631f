package logtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** {@code logtail} as a process of its own. */
public final class CliProcess {
    private static final long INT_BIT = 1 << 1;

    private CliProcess() {}

    /** Skips a test when what is started here ignores Ctrl-C, as it does in the background of a script. */
    public static void assumeInterruptible() throws IOException {
        try (var status = Files.lines(Path.of("/proc/self/status"))) {
            long ignored = status.filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .sum();
            assumeThat(ignored & INT_BIT)
                    .as("SIGINT is ignored here, as in the background of a script; start the tests in the foreground")
                    .isZero();
        }
    }

    public static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Waits for the end; returns the exit code. */
    public static int end(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.toHandle().destroyForcibly();
        }
    }

    /** Seconds for a {@code sleep} that {@link #running} finds again: long, and no others'. */
    public static String longTime() {
        return "600." + (UUID.randomUUID().getMostSignificantBits() >>> 1);
    }

    /** The processes that have this word among their arguments. */
    public static List<String> running(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(word))
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse(""))
                .toList();
    }
}
