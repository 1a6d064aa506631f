package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import logtail.LiveFiles;
import logtail.cli.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code logtail pipe} and the daemon as real processes: whatever dies, each line that was read is kept once. */
@Timeout(120)
class PipeIT {
    @TempDir
    private Path directory;

    private InetSocketAddress http;

    /** The same port in each life of the daemon. */
    @BeforeEach
    void findPort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            http = new InetSocketAddress(InetAddress.getLoopbackAddress(), probe.getLocalPort());
        }
    }

    @Test
    void eachLineIsThereOnceThoughTheDaemonDiesAgainAndAgain() throws Exception {
        List<String> lines = lines(0, 4_000);
        Process pipe = pipe("--tee");
        Thread copying =
                Thread.ofVirtual().start(() -> pipe.inputReader(UTF_8).lines().forEach(line -> {}));
        try (Writer stdin = pipe.outputWriter(UTF_8)) {
            for (int life = 0; life < 4; life++) {
                try (var daemon = life == 0 ? null : start("-Dlogtail.crash=after-commit:2")) {
                    write(stdin, lines.subList(life * 1_000, life * 1_000 + 1_000));
                    if (daemon != null) {
                        assertThat(daemon.end()).isEqualTo(128 + 9);
                    }
                }
            }
        }
        try (var daemon = start()) {
            assertThat(end(pipe)).isZero();
            copying.join();
            assertThat(messages()).isEqualTo(lines);
            assertThat(daemon.terminate()).isZero();
        }
    }

    @Test
    void whatAKilledPipeLeftInItsSpoolTheNextOneSendsFirst() throws Exception {
        Process first = pipe("--spool", directory.resolve("spool").toString());
        try (Writer stdin = first.outputWriter(UTF_8)) {
            write(stdin, lines(0, 500));
            Path spool = directory.resolve("spool").resolve("%016d.spool".formatted(0));
            while (!Files.exists(spool) || !Files.readString(spool).endsWith("line 499\n")) {
                assertThat(first.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            first.toHandle().destroyForcibly();
        } catch (IOException e) {
            assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue(); // nobody reads what is left to flush
        }
        Process second = pipe("--spool", directory.resolve("spool").toString());
        try (Writer stdin = second.outputWriter(UTF_8)) {
            write(stdin, lines(500, 600));
        }
        try (var daemon = start()) {
            assertThat(end(second)).isZero();
            assertThat(messages()).isEqualTo(lines(0, 600));
            assertThat(daemon.terminate()).isZero();
        }
        assertThat(directory.resolve("spool")).doesNotExist();
    }

    @Test
    void whatAKilledRunLeftTheNextPipeOfThatAppSendsFirst() throws Exception {
        String script = "i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i + 1)); done; exec sleep 60";
        Process first = cli("run", "--", "sh", "-c", script);
        List<ProcessHandle> child;
        try (Reader out = first.inputReader(UTF_8)) {
            assertThat(new BufferedReader(out).lines().limit(500)).hasSize(500);
            while (!spooled().endsWith("line 499\n")) {
                assertThat(first.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            child = first.descendants().toList();
        } finally {
            first.toHandle().destroyForcibly();
        }
        child.forEach(ProcessHandle::destroyForcibly);
        Process second = pipe();
        try (Writer stdin = second.outputWriter(UTF_8)) {
            write(stdin, lines(500, 600));
        }
        try (var daemon = start()) {
            assertThat(end(second)).isZero();
            assertThat(messages()).isEqualTo(lines(0, 600));
            assertThat(daemon.terminate()).isZero();
        }
        assertThat(spooled()).isEmpty();
    }

    @Test
    void theFirstSignalLeavesItReadingAndTheSecondEndsItWithAllThatItReadSent() throws Exception {
        try (var daemon = start()) {
            Process pipe = pipe("--spool-bytes", "0");
            Writer stdin = pipe.outputWriter(UTF_8);
            stdin.write("one\ntwo");
            stdin.flush();
            while (messages().isEmpty()) {
                Thread.onSpinWait();
            }
            pipe.toHandle().destroy();
            while (!stderr().contains("reading until stdin ends")) {
                Thread.onSpinWait();
            }
            stdin.write(" more\nthree");
            stdin.flush();
            while (messages().size() < 2) {
                Thread.onSpinWait();
            }
            pipe.toHandle().destroy();
            assertThat(end(pipe)).isEqualTo(143);
            assertThat(messages()).containsExactly("one", "two more", "three");
            assertThat(daemon.terminate()).isZero();
        }
    }

    @Test
    void whatIsWrittenBehindTheFirstSignalIsStillSent() throws Exception {
        try (var daemon = start()) {
            Process pipe = pipe();
            Writer stdin = pipe.outputWriter(UTF_8);
            stdin.write("one\n");
            stdin.flush();
            while (messages().isEmpty()) {
                Thread.onSpinWait();
            }
            pipe.toHandle().destroy();
            stdin.write("last words\n");
            stdin.close();
            assertThat(end(pipe)).isZero();
            assertThat(messages()).containsExactly("one", "last words");
            assertThat(daemon.terminate()).isZero();
        }
    }

    @Test
    void atTheEndItWaitsForADaemonThatIsAwayAsLongAsItIsTold() throws Exception {
        for (String spoolBytes : List.of("0", "1MiB")) {
            Process pipe = pipe("--wait", "200ms", "--spool-bytes", spoolBytes);
            try (Writer stdin = pipe.outputWriter(UTF_8)) {
                stdin.write("one\n");
            }
            assertThat(end(pipe)).isEqualTo(4);
            assertThat(stderr()).contains(spoolBytes.equals("0") ? "1 line was not sent" : "1 line was left in");
        }
    }

    @Test
    void tellsWhatWasNotSentWhenASignalEndsTheLastWait() throws Exception {
        Process pipe = pipe("--spool-bytes", "0", "--wait", "1h");
        Writer stdin = pipe.outputWriter(UTF_8);
        stdin.write("one\ntwo\n");
        stdin.close();
        while (!stderr().contains("keeping the lines")) {
            Thread.onSpinWait();
        }
        pipe.toHandle().destroy();
        assertThat(end(pipe)).isEqualTo(4);
        assertThat(stderr()).contains("2 lines were not sent");
    }

    private DaemonProcess start(String... jvmOptions) throws IOException, InterruptedException {
        return DaemonProcess.start(
                directory.resolve("data"), Map.of("LOGTAIL_HTTP", "127.0.0.1:" + http.getPort()), jvmOptions);
    }

    private List<String> messages() throws IOException {
        return Shown.tail(http, "lines=all&app=piped").stream()
                .map(Shown::message)
                .toList();
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    /** In small pieces, so that there are many batches. */
    private static void write(Writer stdin, List<String> lines) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            stdin.write(lines.get(i) + "\n");
            if (i % 20 == 19) {
                stdin.flush();
            }
        }
        stdin.flush();
    }

    private static int end(Process pipe) throws InterruptedException {
        try {
            assertThat(pipe.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return pipe.exitValue();
        } finally {
            pipe.toHandle().destroyForcibly();
        }
    }

    private String stderr() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    /** What is in spools of our own. */
    private String spooled() throws IOException {
        var text = new StringBuilder();
        for (Path file : LiveFiles.under(directory)) {
            if (file.toString().endsWith(".spool")) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private Process pipe(String... arguments) throws IOException {
        return cli("pipe", arguments);
    }

    private Process cli(String which, String... arguments) throws IOException {
        var command = ChildJvm.cli(which, "-a", "piped", "--addr", "127.0.0.1:" + http.getPort());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGTAIL_"));
        builder.environment().put("XDG_STATE_HOME", directory.resolve("state").toString());
        return builder.start();
    }
}
