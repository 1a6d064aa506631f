package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import logtail.cli.CliProcess;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.Notices;
import logtail.cli.child.Children;
import logtail.cli.child.SignalWatch;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.FakeDaemon;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@Tag("slow")
class ChildRunTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final ByteArrayOutputStream notices = new ByteArrayOutputStream();

    @Test
    void bothStreamsArePassedThroughAndShipped() throws Exception {
        try (var daemon = FakeDaemon.answering(status(204))) {
            int exitCode = run(daemon.address(), "echo one; echo bad >&2; echo two; printf end; exit 7")
                    .await();
            assertThat(exitCode).isEqualTo(7);
            assertThat(stdout.toString(UTF_8)).isEqualTo("one\ntwo\nend");
            assertThat(stderr.toString(UTF_8)).isEqualTo("bad\n");
            assertThat(daemon.posted(post -> post.query().equals("app=sh"))).isEqualTo("one\ntwo\nend");
            assertThat(daemon.posted(post -> post.query().equals("app=sh&level=error")))
                    .isEqualTo("bad\n");
            assertThat(notices.toString(UTF_8)).isEmpty();
        }
    }

    @Test
    void aSignalIsToldAsShellsDo() throws Exception {
        try (var daemon = FakeDaemon.answering(status(204))) {
            assertThat(run(daemon.address(), "kill -9 $$").await()).isEqualTo(137);
        }
    }

    @Test
    void theChildIsAskedToEnd() throws Exception {
        try (var daemon = FakeDaemon.answering(status(204))) {
            var run = run(daemon.address(), "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done");
            while (!stdout.toString(UTF_8).contains("ready")) {
                Thread.onSpinWait();
            }
            run.pass(new SignalWatch.Caught("TERM", false));
            assertThat(run.await()).isEqualTo(3);
            assertThat(daemon.posted(post -> true)).isEqualTo("ready\nbye\n");
        }
    }

    @Test
    void anInterruptReachesTheChildAsAnInterrupt() throws Exception {
        CliProcess.assumeInterruptible();
        try (var daemon = FakeDaemon.answering(status(204))) {
            var run = run(daemon.address(), "trap 'echo int; exit 5' INT; echo ready; while :; do sleep 0.01; done");
            while (!stdout.toString(UTF_8).contains("ready")) {
                Thread.onSpinWait();
            }
            run.pass(new SignalWatch.Caught("INT", false));
            assertThat(run.await()).isEqualTo(5);
            assertThat(daemon.posted(post -> true)).isEqualTo("ready\nint\n");
        }
    }

    @Test
    void saysHowManyLinesWereNotDelivered() throws Exception {
        var gone = FakeDaemon.answering(status(204));
        gone.close();
        assertThat(run(gone.address(), "echo one; printf two; echo three >&2").await())
                .isEqualTo(0);
        assertThat(stdout.toString(UTF_8)).isEqualTo("one\ntwo");
        assertThat(notices.toString(UTF_8)).contains("3 lines were not sent");
    }

    @Test
    void whileTheDaemonIsAwayBothStreamsWaitOnDiskAndTheNextRunSendsThemFirst() throws Exception {
        var gone = FakeDaemon.answering(status(204));
        gone.close();
        var spool = new SpoolOptions(null, directory.resolve("home"), 1 << 20, false);
        String script = "echo one; echo bad >&2; echo two";
        assertThat(start(gone.address(), List.of("sh", "-c", script), spool).await())
                .isEqualTo(0);
        assertThat(notices.toString(UTF_8))
                .contains("3 lines were left in " + directory.resolve("home"), "the next pipe or run");
        try (var daemon = FakeDaemon.at(gone.address(), status(204))) {
            start(daemon.address(), List.of("echo", "later"), spool).await();
            assertThat(daemon.posted(post -> post.query().equals("app=sh"))).isEqualTo("one\ntwo\nlater\n");
            assertThat(daemon.posted(post -> post.query().equals("app=sh&level=error")))
                    .isEqualTo("bad\n");
        }
        assertThat(directory.resolve("home")).isEmptyDirectory();
    }

    @Test
    void aRefusalDoesNotStopTheChild() throws Exception {
        try (var daemon = FakeDaemon.answering(status(403))) {
            int exitCode = run(daemon.address(), "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")
                    .await();
            assertThat(exitCode).isEqualTo(0);
            assertThat(stdout.toString(UTF_8).lines()).hasSize(20_000);
            assertThat(notices.toString(UTF_8)).contains("answers 403", "20000 lines were not sent");
        }
    }

    @Test
    void aCommandThatIsNotThereIsToldAsShellsDo() {
        var daemon = new DaemonAddress(DaemonAddress.DEFAULT);
        assertThatThrownBy(() -> start(daemon, List.of("no-such-command-here")))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(127));
        assertThatThrownBy(() -> start(daemon, List.of("/")))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(126));
    }

    private ChildRun run(DaemonAddress daemon, String script) throws IOException {
        return start(daemon, List.of("sh", "-c", script));
    }

    private ChildRun start(DaemonAddress daemon, List<String> command) {
        return start(daemon, command, SpoolOptions.NONE);
    }

    private ChildRun start(DaemonAddress daemon, List<String> command, SpoolOptions spool) {
        return ChildRun.start(
                command,
                new ShipOptions(DaemonAccess.to(daemon), "sh", "", "", false, false, false, spool),
                new Notices(new PrintStream(notices, true, UTF_8), false),
                Children.startedHere(),
                true,
                stdout,
                stderr,
                new ChildRun.Patience(Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(2)));
    }
}
