package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.logging.Logger;
import logtail.web.HttpSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon as a real process through many files of a journal that holds three or four, fed as fast as it takes: the disk that it
 * uses stays bounded, it keeps nothing of what it deleted, and every reader sees or is told of every event.
 */
class RetentionEnduranceIT {
    private static final long MIB = 1 << 20;
    private static final long CYCLE_BYTES = 16 * MIB;
    private static final long RETAIN_BYTES = 4 * CYCLE_BYTES;
    /** The indexes of the newest files, the next MiB taken ahead, the lock and the queue's own table. */
    private static final long BESIDES_BYTES = 2 * MIB;

    private static final int SAMPLE_EVERY = 2; // cycles
    private static final int SLOW_LINES = 500; // that the slow tail reads at each sample: about a thirtieth
    private static final int SHORT_LINES = 5_000;
    private static final int AS_TAILS_COME_AND_GO = 8; // a leak of one a file would be twenty, or a hundred
    private static final long HELD_NS = TimeUnit.SECONDS.toNanos(5);
    private static final String FILLER = "abcdefghij".repeat(80);
    private static final Logger LOG = Logger.getLogger(RetentionEnduranceIT.class.getName());

    @TempDir
    private Path data;

    private final List<ProcessFootprint> samples = new ArrayList<>();
    private final Map<String, Long> deletedSinceNs = new HashMap<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicInteger shortTails = new AtomicInteger();
    private volatile boolean isStopping;

    /** As many cycles as it says in {@code -Dlogtail.cycles}; 400 are some 6 GB: a day's hours and more that are full. */
    @Test
    @Timeout(3600)
    void holdsItsLimitsThroughManyFiles() throws Exception {
        int cycles = Integer.getInteger("logtail.cycles", 60);
        long startNs = System.nanoTime();
        try (var daemon = DaemonProcess.start(data, Map.of("LOGTAIL_RETAIN_BYTES", "64MiB"))) {
            InetSocketAddress http = daemon.address("http");
            var live = FollowingTail.start(http, "/tail?lines=all");
            Thread passersBy = Thread.ofPlatform().daemon().name("short-tails").start(() -> openShortTails(http));
            var slow = new TailTally();
            try (var socket = HttpSocket.open(http)) {
                BufferedReader slowLines =
                        socket.send(HttpSocket.head("GET", "/tail?lines=all")).receiveStream();
                feed(daemon, cycles, () -> read(slowLines, slow, SLOW_LINES));
                isStopping = true;
                assertThat(passersBy.join(Duration.ofSeconds(30))).isTrue();
                long newest = Shown.tail(http, "lines=1").getLast().id();
                readUpTo(slowLines, slow, newest);
                live.awaitId(newest);
            }
            awaitNothingDeletedHeld(daemon);
            report(retired(daemon), System.nanoTime() - startNs, live.tally(), slow);
            expectDense(live.tally());
            expectDense(slow);
            assertThat(slow.gaps()).as("gaps of the slow tail").isPositive();
            assertThat(failure).as("failure of a short tail").hasValue(null);
            expectNoGrowth();
            assertThat(daemon.terminate()).isZero();
        }
    }

    private static void expectDense(TailTally tail) {
        assertThat(tail.shown() + tail.missed()).isEqualTo(tail.last() - tail.first() + 1);
    }

    private interface Reading {
        void run() throws IOException;
    }

    /** Sends lines until so many files were begun, and looks at the process after every few. */
    private void feed(DaemonProcess daemon, int cycles, Reading betweenSamples)
            throws IOException, InterruptedException {
        InetSocketAddress address = daemon.address("lines-tcp");
        long number = 0;
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            for (int cycle = 0; cycle < cycles; cycle += SAMPLE_EVERY) {
                long sent = 0;
                while (sent < SAMPLE_EVERY * CYCLE_BYTES) {
                    var lines = new StringBuilder();
                    for (int i = 0; i < 1_000; i++) {
                        lines.append("line ")
                                .append(number++)
                                .append(' ')
                                .append(FILLER)
                                .append('\n');
                    }
                    out.write(lines.toString().getBytes(UTF_8));
                    sent += lines.length();
                }
                sample(daemon);
                betweenSamples.run();
            }
        }
    }

    private void sample(DaemonProcess daemon) throws IOException {
        var sample = ProcessFootprint.of(daemon.pid(), data);
        samples.add(sample);
        assertThat(sample.diskBytes()).as("on disk").isLessThanOrEqualTo(RETAIN_BYTES + CYCLE_BYTES + BESIDES_BYTES);
        long nowNs = System.nanoTime();
        deletedSinceNs.keySet().retainAll(sample.deleted());
        for (String file : sample.deleted()) {
            long heldNs = nowNs - deletedSinceNs.computeIfAbsent(file, unused -> nowNs);
            assertThat(heldNs).as("deleted but held: %s", file).isLessThan(HELD_NS);
        }
    }

    private void awaitNothingDeletedHeld(DaemonProcess daemon) throws IOException {
        do {
            sample(daemon); // fails when one is held for too long
        } while (!deletedSinceNs.isEmpty());
    }

    private static void read(BufferedReader from, TailTally tally, int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            String line = from.readLine();
            if (line == null) {
                throw new IOException("the slow tail ended");
            }
            tally.take(line);
        }
    }

    private static void readUpTo(BufferedReader from, TailTally tally, long id) throws IOException {
        while (tally.last() < id) {
            read(from, tally, 1);
        }
    }

    /** One after the other: some read what there is from the oldest on and leave in the middle, some want the newest. */
    private void openShortTails(InetSocketAddress http) {
        try {
            while (!isStopping) {
                var tally = new TailTally();
                try (var socket = HttpSocket.open(http)) {
                    String target =
                            shortTails.get() % 2 == 0 ? "/tail?lines=all" : "/tail?follow=false&lines=" + SHORT_LINES;
                    var lines = socket.send(HttpSocket.head("GET", target)).receiveStream();
                    for (int i = 0; i < SHORT_LINES; i++) {
                        String line = lines.readLine();
                        if (line == null) {
                            break;
                        }
                        tally.take(line);
                    }
                }
                shortTails.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // leaves the processor to the others
            }
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }

    private static long retired(DaemonProcess daemon) {
        return daemon.log().stream()
                .filter(line -> line.contains("at=journal.retired"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".* cycles=(\\d+).*", "$1")))
                .sum();
    }

    private void expectNoGrowth() {
        expectNoGrowth("open files", ProcessFootprint::handles);
        expectNoGrowth("mappings", ProcessFootprint::mappings);
    }

    private void expectNoGrowth(String what, ToLongFunction<ProcessFootprint> figure) {
        long atFirst = max(firstThird(), figure);
        assertThat(max(lastThird(), figure)).as(what).isLessThanOrEqualTo(atFirst + AS_TAILS_COME_AND_GO);
    }

    private void report(long retired, long tookNs, TailTally live, TailTally slow) {
        var table = new StringBuilder("sample handles mappings deleted RSS-MiB disk-MiB");
        for (int i = 0; i < samples.size(); i += Math.max(1, samples.size() / 12)) {
            var sample = samples.get(i);
            table.append("%n%6d %7d %8d %7d %7d %8d"
                    .formatted(
                            i,
                            sample.handles(),
                            sample.mappings(),
                            sample.deleted().size(),
                            sample.residentKib() >> 10,
                            sample.diskBytes() / MIB));
        }
        LOG.info("%s%n%d files deleted in %.1f s: %s; live tail: %s; slow tail: %s; %d short tails"
                .formatted(table, retired, tookNs / 1e9, extremes(), live, slow, shortTails.get()));
    }

    private String extremes() {
        return "disk at most %.1f MiB of 64 + 16, RSS %d MiB, handles first %d last %d, mappings first %d last %d"
                .formatted(
                        max(samples, ProcessFootprint::diskBytes) / (double) MIB,
                        max(samples, ProcessFootprint::residentKib) >> 10,
                        max(firstThird(), ProcessFootprint::handles),
                        max(lastThird(), ProcessFootprint::handles),
                        max(firstThird(), ProcessFootprint::mappings),
                        max(lastThird(), ProcessFootprint::mappings));
    }

    private List<ProcessFootprint> firstThird() {
        return samples.subList(0, samples.size() / 3);
    }

    private List<ProcessFootprint> lastThird() {
        return samples.subList(samples.size() - samples.size() / 3, samples.size());
    }

    private static long max(List<ProcessFootprint> samples, ToLongFunction<ProcessFootprint> figure) {
        return samples.stream().mapToLong(figure).max().orElseThrow();
    }
}
