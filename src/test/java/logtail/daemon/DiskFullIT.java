package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import logtail.journal.SmallDisk;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon as a real process under mixed load on a disk that fills up, once by the journal itself and once by another
 * file to the last byte: nothing acknowledged is lost, and all goes on by itself when there is room again.
 */
class DiskFullIT {
    private static final int DISK_MIB = 96;
    private static final int OTHERS_MIB = 56;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NS = 5_000_000;
    private static final Logger LOG = Logger.getLogger(DiskFullIT.class.getName());

    @TempDir
    private Path directory;

    private final StubbornLoad load = new StubbornLoad();
    private final List<StubbornLoad.Stream> posted = new ArrayList<>();

    private interface Condition {
        boolean holds() throws IOException;
    }

    @Test
    @Timeout(180)
    void pausesWhileTheDiskIsFullAndGoesOnByItself() throws Exception {
        try (var disk = SmallDisk.mount(directory, DISK_MIB)) {
            disk.fill(OTHERS_MIB);
            var settings = Map.of("LOGTAIL_DISK_RESERVE", "4MiB");
            try (var daemon = DaemonProcess.start(disk.root().resolve("data"), settings)) {
                run(disk, daemon);
                assertThat(daemon.terminate()).isZero();
            }
        }
    }

    private void run(SmallDisk disk, DaemonProcess daemon) throws Exception {
        InetSocketAddress http = daemon.address("http");
        posted.add(load.http("http-0", http));
        posted.add(load.http("http-1", http));
        var tcp = load.tcp("tcp", daemon.address("syslog-tcp"));
        var udp = load.udp("udp", daemon.address("syslog-udp"));
        var follower = FollowingTail.start(http, "/tail?lines=all");

        awaitFull(daemon, 1);
        String first = recover(disk, daemon);
        disk.fillUp();
        awaitFull(daemon, 2);
        String second = recover(disk, daemon);
        load.stop();

        await("all of TCP is taken", () -> metric(http, "lines", "syslog-tcp") == tcp.sent.get());
        await(
                "UDP lines are taken or counted",
                () -> metric(http, "lines", "syslog-udp") + metric(http, "dropped", "syslog-udp") == udp.sent.get());
        await("what UDP lost is told", () -> toldDrops(daemon) == metric(http, "dropped", "syslog-udp"));
        Map<String, List<String>> kept = kept(http);
        int acknowledged = expectAcknowledged(kept);
        assertThat(numbers(kept, tcp)).hasSize(tcp.sent.get());
        int keptOfUdp = numbers(kept, udp).size();
        assertThat(keptOfUdp).isEqualTo((int) metric(http, "lines", "syslog-udp"));
        expectRefusals();
        follower.awaitId(newestId(http));
        assertThat(follower.tally().missed()).isZero();
        LOG.info(
                ("disk full: %s; %s; %d lines acknowledged over HTTP, none lost; %d over TCP, all kept; %d of %d over UDP"
                                + " kept, %d counted as dropped; %d posts refused")
                        .formatted(
                                first,
                                second,
                                acknowledged,
                                tcp.sent.get(),
                                keptOfUdp,
                                udp.sent.get(),
                                (long) metric(http, "dropped", "syslog-udp"),
                                load.refusals.size()));
    }

    /** Full for the {@code times}th time: who sends is refused or not read, who reads is served, and it is told once. */
    private void awaitFull(DaemonProcess daemon, int times) throws Exception {
        InetSocketAddress http = daemon.address("http");
        await("full", () -> ready(http).status() == 503);
        int before = load.refusals.size();
        await("both senders are refused", () -> load.refusals.size() > before + 100);
        assertThat(ready(http).text()).contains("LOGTAIL_DATA");
        long newest = newestId(http);
        assertThat(Shown.tail(http, "lines=3")).hasSize(3);
        assertThat(newestId(http)).as("nothing is taken").isEqualTo(newest);
        assertThat(daemon.log().stream().filter(line -> line.contains("at=journal.full")))
                .hasSize(times);
    }

    private String recover(SmallDisk disk, DaemonProcess daemon) throws Exception {
        InetSocketAddress http = daemon.address("http");
        long freedNs = System.nanoTime();
        long freeBefore = disk.freeBytes();
        disk.free();
        await("ready again", () -> ready(http).status() == 200);
        long readyNs = System.nanoTime();
        assertThat(load.awaitAcknowledgements(20)).isTrue();
        return "with %d KiB free, ready %d ms after there was room, and 20 posts %d ms later"
                .formatted(freeBefore >> 10, millis(readyNs - freedNs), millis(System.nanoTime() - readyNs));
    }

    private void expectRefusals() {
        assertThat(load.refusals).allSatisfy(refusal -> {
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.header("retry-after")).isNotEmpty();
        });
        assertThat(load.refusals).anyMatch(refusal -> refusal.text().contains("LOGTAIL_DISK_RESERVE"));
    }

    /** Gives how many lines were acknowledged. */
    private int expectAcknowledged(Map<String, List<String>> kept) {
        int acknowledged = 0;
        for (var stream : posted) {
            var all = new HashSet<>(numbers(kept, stream));
            for (int first : stream.acknowledged) {
                for (int i = 0; i < StubbornLoad.BATCH; i++) {
                    assertThat(all).as("kept of %s", stream.app).contains(first + i);
                }
            }
            acknowledged += stream.acknowledged.size() * StubbornLoad.BATCH;
        }
        return acknowledged;
    }

    /** Of lines that were really sent, each at most once and in order. */
    private static List<Integer> numbers(Map<String, List<String>> kept, StubbornLoad.Stream stream) {
        var numbers = new ArrayList<Integer>();
        int last = -1;
        for (String message : kept.getOrDefault(stream.app, List.of())) {
            int number = Integer.parseInt(message.split(" ", 3)[1]);
            if (number <= last
                    || number >= stream.sent.get()
                    || !message.equals(StubbornLoad.line(stream.app, number))) {
                throw new AssertionError("after " + last + " of " + stream.app + " came " + message);
            }
            last = number;
            numbers.add(number);
        }
        return numbers;
    }

    private static Map<String, List<String>> kept(InetSocketAddress http) throws IOException {
        var kept = new HashMap<String, List<String>>();
        for (Shown event : Shown.all(http)) {
            kept.computeIfAbsent(event.app(), unused -> new ArrayList<>()).add(event.message());
        }
        return kept;
    }

    private static long newestId(InetSocketAddress http) throws IOException {
        return Shown.tail(http, "lines=1").getLast().id();
    }

    private static HttpSocket.Response ready(InetSocketAddress http) throws IOException {
        return HttpSocket.get(http, "/readyz");
    }

    private static double metric(InetSocketAddress http, String what, String intake) throws IOException {
        return Pattern.compile("(?m)^logtail_intake_%s_total\\{intake=\"%s\".*\\} (\\S+)$".formatted(what, intake))
                .matcher(HttpSocket.get(http, "/metrics").text())
                .results() // one for each reason
                .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
                .sum();
    }

    private static long toldDrops(DaemonProcess daemon) {
        return daemon.log().stream()
                .filter(line -> line.contains("at=intake.dropped intake=syslog-udp"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".* count=(\\d+).*", "$1")))
                .sum();
    }

    private static void await(String what, Condition condition) throws IOException {
        long startNs = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - startNs > DEADLINE_NS) {
                throw new AssertionError("does not come: " + what);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
