package logtail.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import logtail.journal.SmallDisk;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of senders whose bytes the daemon must hold, with the memory that {@code bin/logtail} gives it. */
@Timeout(180)
class StalledSendersIT {
    private static final int SENDERS = 3_000;
    private static final String PER_ADDRESS = "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS";
    private static final int LINE_BYTES = 200;
    private static final int LINES = 400; // of each: 80 KiB, more than one read
    private static final int HALF_FRAME_BYTES = 63 * 1024;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = 20_000_000;
    private static final String[] SHIPPED = {
        "-XX:+UseSerialGC", "-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=512m", "-XX:+ExitOnOutOfMemoryError"
    };

    @TempDir
    private Path directory;

    private final List<SocketChannel> senders = new ArrayList<>();

    private interface Condition {
        boolean holds() throws IOException;
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel sender : senders) {
            sender.close();
        }
    }

    @Test
    void holdsWhatThousandsSendWhileTheDiskIsFullAndTakesItWhenThereIsRoom() throws Exception {
        try (var disk = SmallDisk.mount(directory, 512)) {
            disk.fill(400);
            var settings = Map.of("LOGTAIL_DISK_RESERVE", "112MiB", PER_ADDRESS, "" + SENDERS);
            try (var daemon = DaemonProcess.start(disk.root().resolve("data"), settings, SHIPPED)) {
                InetSocketAddress http = daemon.address("http");
                byte[] lines = lines();
                var unsent = new ArrayList<ByteBuffer>();
                for (int i = 0; i < SENDERS; i++) {
                    var bytes = ByteBuffer.wrap(lines);
                    open(daemon.address("lines-tcp")).write(bytes); // what the kernel has no room for comes later
                    unsent.add(bytes);
                }
                await(daemon, "full", () -> HttpSocket.get(http, "/readyz").status() == 503);
                disk.free();
                await(daemon, "room", () -> HttpSocket.get(http, "/readyz").status() == 200);
                await(daemon, "all is sent", () -> isSent(unsent));
                await(daemon, "all lines are taken", () -> metric(http, "lines") >= SENDERS * LINES);
                assertThat(metric(http, "lines")).isEqualTo(SENDERS * LINES);
                assertThat(daemon.log()).noneMatch(line -> line.contains("at=intake.closed"));
                assertThat(daemon.terminate()).isZero();
            }
        }
    }

    @Test
    void closesSomeOfThoseWhoHoldHalfAFrameEachAndTellsWhy() throws Exception {
        try (var daemon = DaemonProcess.start(directory.resolve("data"), Map.of(PER_ADDRESS, "" + SENDERS), SHIPPED)) {
            InetSocketAddress http = daemon.address("http");
            ByteBuffer half = ByteBuffer.allocate(HALF_FRAME_BYTES);
            Arrays.fill(half.array(), (byte) 'x');
            for (int i = 0; i < SENDERS - 1; i++) { // one more is admitted
                write(open(daemon.address("lines-tcp")), half.rewind());
            }
            await(daemon, "some are closed", () -> metric(http, "closed") > SENDERS / 2);
            try (var sender = SocketChannel.open(daemon.address("lines-tcp"))) {
                sender.write(ByteBuffer.wrap("an honest line\n".getBytes(US_ASCII)));
            }
            await(daemon, "an honest line is taken", () -> metric(http, "lines") == 1);
            assertThat(daemon.log())
                    .anyMatch(line -> line.matches(".*at=intake.closed .*reason=(memory|half-line) .*"));
        }
    }

    private SocketChannel open(InetSocketAddress to) throws IOException {
        SocketChannel sender = SocketChannel.open(to);
        sender.configureBlocking(false);
        senders.add(sender);
        return sender;
    }

    private static void write(SocketChannel sender, ByteBuffer bytes) {
        try {
            sender.write(bytes);
        } catch (IOException e) {
            // it was closed, which is what this is about
        }
    }

    private boolean isSent(List<ByteBuffer> unsent) throws IOException {
        boolean isSent = true;
        for (int i = 0; i < unsent.size(); i++) {
            senders.get(i).write(unsent.get(i));
            isSent &= !unsent.get(i).hasRemaining();
        }
        return isSent;
    }

    private static byte[] lines() {
        byte[] bytes = new byte[LINES * LINE_BYTES];
        Arrays.fill(bytes, (byte) 'x');
        for (int end = LINE_BYTES; end <= bytes.length; end += LINE_BYTES) {
            bytes[end - 1] = '\n';
        }
        return bytes;
    }

    private static double metric(InetSocketAddress http, String what) throws IOException {
        var sample = Pattern.compile("(?m)^logtail_intake_%s_total\\{intake=\"lines-tcp\".*\\} (\\S+)$".formatted(what))
                .matcher(HttpSocket.get(http, "/metrics").text());
        return sample.find() ? Double.parseDouble(sample.group(1)) : 0;
    }

    private static void await(DaemonProcess daemon, String what, Condition condition) throws IOException {
        long startNs = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - startNs > DEADLINE_NS) {
                throw new AssertionError("does not come: " + what + "\n" + String.join("\n", daemon.log()));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
