package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import logtail.runtime.CrashPoint;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real daemon that is killed again and again, and senders that send every request with a key until it is answered: no
 * line is lost and none is there twice.
 */
@Timeout(600)
class KilledDeliveriesIT {
    private static final Logger LOG = Logger.getLogger(KilledDeliveriesIT.class.getName());
    private static final int SENDERS = 4;

    @TempDir
    private Path data;

    private final AtomicReference<InetSocketAddress> address = new AtomicReference<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger replayed = new AtomicInteger();
    private volatile boolean isOver;

    /** As often as it says in {@code -Dlogtail.kills}, and once at each place of our code that lies between. */
    @Test
    void everyLineIsThereOnce() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var sent = new AtomicInteger[SENDERS];
        var senders = new ArrayList<Thread>();
        try {
            for (int i = 0; i < SENDERS; i++) {
                sent[i] = new AtomicInteger();
                int sender = i;
                var choices = new Random(random.nextLong());
                senders.add(Thread.ofPlatform().daemon().start(() -> send(sender, sent[sender], choices)));
            }
            for (var point : List.of(CrashPoint.DURING_APPEND, CrashPoint.AFTER_APPEND, CrashPoint.AFTER_COMMIT)) {
                String crash = point.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
                int count = 20 + random.nextInt(100);
                try (var daemon = DaemonProcess.start(
                        data, java.util.Map.of(), "-Dlogtail.crash=%s:%d".formatted(crash, count))) {
                    address.set(daemon.address("http"));
                    assertThat(daemon.end()).isEqualTo(128 + 9);
                }
            }
            for (int kill = Integer.getInteger("logtail.kills", 3); kill > 0; kill--) {
                try (var daemon = DaemonProcess.start(data)) {
                    address.set(daemon.address("http"));
                    awaitAcknowledged(acknowledged.get() + 20 + random.nextInt(200));
                    daemon.kill();
                }
            }
            try (var daemon = DaemonProcess.start(data)) {
                address.set(daemon.address("http"));
                isOver = true;
                for (Thread sender : senders) {
                    assertThat(sender.join(java.time.Duration.ofSeconds(60))).isTrue();
                }
                expectOnce(daemon.address("http"), sent, "seed " + seed);
            }
        } finally {
            isOver = true;
        }
    }

    private void expectOnce(InetSocketAddress http, AtomicInteger[] sent, String hint) throws IOException {
        List<Shown> shown = Shown.all(http);
        int lines = 0;
        for (int sender = 0; sender < SENDERS; sender++) {
            String app = "s" + sender;
            assertThat(shown.stream().filter(event -> event.app().equals(app)).map(Shown::message))
                    .as("%s of %s", app, hint)
                    .isEqualTo(IntStream.range(0, sent[sender].get())
                            .mapToObj(i -> line(app, i))
                            .toList());
            lines += sent[sender].get();
        }
        int count = lines;
        LOG.info(() -> "%s: %d requests, %d of them told as replayed, %d lines, none lost, none twice"
                .formatted(hint, acknowledged.get(), replayed.get(), count));
    }

    private static String line(String app, int number) {
        return app + " " + number + " " + "x".repeat(number % 7 == 0 ? 4_000 : number % 50);
    }

    /** Sends numbered lines until it is over, each batch until it is answered. */
    private void send(int sender, AtomicInteger sent, Random random) {
        String app = "s" + sender;
        for (int batch = 0; !isOver; batch++) {
            int lines = 1 + random.nextInt(random.nextInt(10) == 0 ? 800 : 20);
            var body = new StringBuilder();
            for (int i = 0; i < lines; i++) {
                body.append(line(app, sent.get() + i)).append('\n');
            }
            deliver(
                    app,
                    "Idempotency-Key: " + app + "-" + batch,
                    body.toString().getBytes(UTF_8));
            sent.addAndGet(lines);
        }
    }

    private void deliver(String app, String key, byte[] body) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < deadlineNs) {
            InetSocketAddress daemon = address.get();
            try {
                if (daemon != null) {
                    var answer = HttpSocket.post(daemon, "/logs?app=" + app, body, key);
                    if (answer.status() == 204) {
                        replayed.addAndGet(answer.header("idempotency-replayed").isEmpty() ? 0 : 1);
                        acknowledged.incrementAndGet();
                        return;
                    }
                }
            } catch (IOException e) {
                LockSupport.parkNanos(5_000_000); // it is dead; the next one will be there soon
            }
        }
        throw new IllegalStateException("no daemon takes " + key);
    }

    private void awaitAcknowledged(int count) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (acknowledged.get() < count) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
