package logtail.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logtail.cli.base.Notices;
import logtail.cli.base.StopRequests;
import logtail.cli.child.Children;
import logtail.cli.client.FakeDaemon;
import logtail.cli.ship.Joins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UpRunTest {
    @TempDir
    private Path directory;

    /** Each ended process has lines that the daemon does not take, which are waited for. */
    @Test
    void stopsAtOnceThoughTheLinesOfEndedProcessesAreStillUnderWay() throws Exception {
        var answer = new CountDownLatch(1);
        try (var daemon = FakeDaemon.answering(exchange -> {
            try {
                answer.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        })) {
            var run = new UpRun(
                    options(staying("touch terminated"), ending("one.1"), ending("two.1"), ending("three.1")),
                    daemon.access(),
                    new Notices(new PrintStream(new ByteArrayOutputStream()), true),
                    Children.startedHere());
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> await(run));
            awaitFile("one.1");
            awaitFile("two.1");
            awaitFile("three.1");
            awaitFile("ready");

            run.signal("INT");
            long startNs = System.nanoTime();
            awaitFile("terminated");
            LockSupport.parkNanos(StopRequests.AT_ONCE.toNanos() + 1_000_000); // what comes sooner is the same request
            run.signal("INT");
            assertThat(code.get(5, TimeUnit.SECONDS)).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(5));
        } finally {
            answer.countDown();
        }
    }

    @Test
    void leavesAloneWhatAProcessStartsToEndWell() throws Exception {
        try (var daemon = FakeDaemon.answering(FakeDaemon.status(204))) {
            var run = new UpRun(
                    options(staying("sh -c 'sleep 0.5 && touch saved'; touch terminated")),
                    daemon.access(),
                    new Notices(new PrintStream(new ByteArrayOutputStream()), true),
                    Children.startedHere());
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> await(run));
            awaitFile("ready");
            run.signal("TERM");
            assertThat(code.get(15, TimeUnit.SECONDS)).isZero();
            assertThat(directory.resolve("terminated")).exists();
            assertThat(directory.resolve("saved")).exists();
        }
    }

    private static UpOptions.Declared staying(String atItsEnd) {
        String command =
                "trap '" + atItsEnd.replace("'", "'\\''") + "; exit 0' TERM; touch ready; while :; do sleep 0.05; done";
        return new UpOptions.Declared("stays.1", command, 1);
    }

    private UpOptions options(UpOptions.Declared... declared) {
        return new UpOptions(
                "app",
                List.of(declared),
                directory,
                Map.of(),
                Duration.ofSeconds(10),
                true,
                false,
                false,
                false,
                Joins.UNSAID,
                null);
    }

    private static UpOptions.Declared ending(String name) {
        return new UpOptions.Declared(name, "echo a line; touch " + name + "; exit 1", 2);
    }

    private static int await(UpRun run) {
        try {
            return run.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitFile(String name) {
        long startNs = System.nanoTime();
        while (!Files.exists(directory.resolve(name))) {
            assertThat(System.nanoTime() - startNs).as(name).isLessThan(TimeUnit.SECONDS.toNanos(8));
            LockSupport.parkNanos(1_000_000);
        }
    }
}
