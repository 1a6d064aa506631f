package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a real process that is killed or stopped under load: acknowledged means kept, once and in order. */
class CrashIT {
    private static final Logger LOG = Logger.getLogger(CrashIT.class.getName());

    @TempDir
    private Path data;

    /** As often as it says in {@code -Dlogtail.kills}: {@code mvn verify -Dit.test=CrashIT -Dlogtail.kills=100}. */
    @Test
    @Timeout(3600)
    void losesNoAcknowledgedLineWhenKilledAgainAndAgain() throws Exception {
        int kills = Integer.getInteger("logtail.kills", 3);
        long seed = System.nanoTime();
        var random = new Random(seed);
        var load = new Load();
        for (int round = 1; round <= kills; round++) {
            try (var daemon = DaemonProcess.start(data)) {
                load.start("r" + round, daemon, random);
                assertThat(load.awaitAcknowledgements(50 + random.nextInt(400))).isTrue();
                daemon.kill();
                load.join();
            }
        }
        try (var daemon = DaemonProcess.start(data)) {
            List<Shown> kept = Shown.all(daemon.address("http"));
            load.expectKept(kept, "seed " + seed);
            LOG.info("%d kills, seed %d: %d lines acknowledged, %d kept, none lost, invented or doubled"
                    .formatted(kills, seed, load.acknowledged(), kept.size()));
        }
    }

    @Test
    @Timeout(120)
    void stopsInGoodOrderOnSigtermAndKeepsWhatItReceived() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var load = new Load();
        List<String> burst = IntStream.range(0, 300) // fits into the receiver's window, so none waits at the sender
                .mapToObj(i -> Load.line("burst", i))
                .toList();
        assertThat(String.join("\n", burst)).hasSizeLessThan(60_000);
        try (var daemon = DaemonProcess.start(data)) {
            load.start("s", daemon, random);
            assertThat(load.awaitAcknowledgements(100)).isTrue();
            InetSocketAddress lines = daemon.address("lines-tcp");
            try (var socket = new Socket(lines.getAddress(), lines.getPort())) {
                socket.getOutputStream()
                        .write(String.join("\n", burst).getBytes(UTF_8)); // the last one without its end
                assertThat(daemon.terminate()).as("exit code, seed %d", seed).isZero();
            }
            load.join();
            assertThat(daemon.log().getLast()).contains("at=daemon.stopped");
        }
        try (var daemon = DaemonProcess.start(data)) {
            List<Shown> shown = Shown.all(daemon.address("http"));
            assertThat(shown.stream().map(Shown::message).filter(m -> m.startsWith("burst ")))
                    .as("lines that the kernel had when SIGTERM came, seed %d", seed)
                    .isEqualTo(burst);
            Load.expectDense(shown, "seed " + seed);
            load.expectStreams(
                    shown.stream()
                            .filter(s -> !s.message().startsWith("burst "))
                            .toList(),
                    false,
                    "seed " + seed);
        }
    }

    @Test
    @Timeout(120)
    void showsEachLineOnceToATailThatFollowsThroughRestarts() throws Exception {
        var addresses = new LinkedBlockingQueue<InetSocketAddress>();
        var seen = new LinkedBlockingQueue<Shown>();
        Thread tail = Thread.ofPlatform().daemon().start(() -> followThroughRestarts(addresses, seen));
        var sent = new ArrayList<String>();
        var got = new ArrayList<String>();
        for (int life = 0; life < 3; life++) {
            try (var daemon = DaemonProcess.start(data)) {
                InetSocketAddress http = daemon.address("http");
                addresses.add(http);
                for (int post = 0; post < 10; post++) {
                    var batch = IntStream.range(sent.size(), sent.size() + 50)
                            .mapToObj(i -> "line " + i)
                            .toList();
                    assertThat(HttpSocket.post(http, "/logs?app=web", String.join("\n", batch))
                                    .status())
                            .isEqualTo(204);
                    sent.addAll(batch);
                }
                int enough = life == 2 ? sent.size() : sent.size() - 250; // the others while nobody listens
                while (got.size() < enough) {
                    got.add(next(seen).message());
                }
                if (life == 0) {
                    daemon.kill();
                } else {
                    assertThat(daemon.terminate()).isZero();
                }
            }
        }
        tail.join(TimeUnit.SECONDS.toMillis(30));
        seen.forEach(more -> got.add(more.message()));
        assertThat(got).isEqualTo(sent);
    }

    private static Shown next(BlockingQueue<Shown> seen) throws InterruptedException {
        Shown next = seen.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the tail shows no more lines");
        }
        return next;
    }

    /** Ends when the third daemon has ended. */
    private static void followThroughRestarts(BlockingQueue<InetSocketAddress> addresses, BlockingQueue<Shown> seen) {
        long after = 0;
        try {
            for (int life = 0; life < 3; life++) {
                InetSocketAddress address = addresses.poll(60, TimeUnit.SECONDS);
                if (address == null) {
                    return;
                }
                after = followUntilTheEnd(address, after, seen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long followUntilTheEnd(InetSocketAddress address, long after, BlockingQueue<Shown> seen) {
        long last = after;
        try (var http = HttpSocket.open(address)) {
            var lines = http.send(HttpSocket.head("GET", "/tail?app=web&after=" + after))
                    .receiveStream();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                var shown = Shown.of(line);
                last = shown.id();
                seen.add(shown);
            }
        } catch (IOException e) {
            // the daemon died
        }
        return last;
    }
}
