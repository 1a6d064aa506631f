package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
 * The daemon as a real process through many files of a journal that holds four, fed as fast as it takes: the disk that it
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
    private static final long HELD_NS = TimeUnit.SECONDS.toNanos(5);
    private static final String FILLER = "abcdefghij".repeat(80);
    private static final Logger LOG = Logger.getLogger(RetentionEnduranceIT.class.getName());

    @TempDir
    private Path data;

    private final List<ProcessFootprint> samples = new ArrayList<>();
    private final Map<String, Long> deletedSinceNs = new HashMap<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean isStopping;
    private volatile int shortTails;

    /** As many cycles as it says in {@code -Dlogtail.cycles}; 400 are some 6 GB: a day's hours and more that are full. */
    @Test
    @Timeout(3600)
    void holdsItsLimitsThroughManyCycles() throws Exception {
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
                passersBy.join(TimeUnit.SECONDS.toMillis(30));
                long newest = Shown.tail(http, "lines=1").getLast().id();
                readUpTo(slowLines, slow, newest);
                live.awaitId(newest);
                assertThat(live.tally().shown() + live.tally().missed()).isEqualTo(live.tally().last() - live.tally().first() + 1);
                assertThat(slow.shown() + slow.missed()).isEqualTo(slow.last() - slow.first() + 1);
                assertThat(slow.gaps()).as("gaps of the slow tail").isPositive();
            }
            if (failure.get() != null) {
                throw new AssertionError("a short tail failed", failure.get());
            }
            awaitNothingDeletedHeld(daemon);
            report(retired(daemon), System.nanoTime() - startNs, live.tally(), slow);
            expectNoGrowth();
            assertThat(daemon.terminate()).isZero();
        }
    }

    private interface Reading {
        void run() throws IOException;
    }

    /** Sends lines until so many files were begun, and looks at the process after every few. */
    private void feed(DaemonProcess daemon, int cycles, Reading betweenSamples) throws IOException {
        InetSocketAddress address = daemon.address("lines-tcp");
        long number = 0;
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            for (int cycle = 0; cycle < cycles; cycle += SAMPLE_EVERY) {
                long sent = 0;
                while (sent < SAMPLE_EVERY * CYCLE_BYTES) {
                    var lines = new StringBuilder();
                    for (int i = 0; i < 1_000; i++) {
                        lines.append("line ").append(number++).append(' ').append(FILLER).append('\n');
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
                    String target = shortTails % 2 == 0 ? "/tail?lines=all" : "/tail?follow=false&lines=" + SHORT_LINES;
                    var lines = socket.send(HttpSocket.head("GET", target)).receiveStream();
                    for (int i = 0; i < SHORT_LINES; i++) {
                        String line = lines.readLine();
                        if (line == null) {
                            break;
                        }
                        tally.take(line);
                    }
                }
                shortTails++;
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
        int third = samples.size() / 3;
        List<ProcessFootprint> first = samples.subList(0, third);
        List<ProcessFootprint> last = samples.subList(samples.size() - third, samples.size());
        assertThat(max(last, ProcessFootprint::handles)).as("open files").isLessThanOrEqualTo(max(first, ProcessFootprint::handles) + 4);
        assertThat(max(last, ProcessFootprint::mappings)).as("mappings").isLessThanOrEqualTo(max(first, ProcessFootprint::mappings) + 4);
    }

    private void report(long retired, long tookNs, TailTally live, TailTally slow) {
        int step = Math.max(1, samples.size() / 12);
        var table = new StringBuilder("sample handles mappings deleted RSS-MiB disk-MiB\n");
        for (int i = 0; i < samples.size(); i += step) {
            var sample = samples.get(i);
            table.append("%6d %7d %8d %7d %7d %8.1f%n".formatted(
                    i,
                    sample.handles(),
                    sample.mappings(),
                    sample.deleted().size(),
                    sample.residentKib() >> 10,
                    sample.diskBytes() / (double) MIB));
        }
        int third = samples.size() / 3;
        LOG.info(table + "%d files deleted in %.1f s: disk at most %.1f MiB of 64 + 16; handles %d then %d, mappings %d then %d at most in the first and last third; RSS at most %d MiB; live tail %d events and %d missed, slow tail %d events and %d missed in %d gaps, %d short tails".formatted(
                retired,
                tookNs / 1e9,
                max(samples, ProcessFootprint::diskBytes) / (double) MIB,
                max(samples.subList(0, third), ProcessFootprint::handles),
                max(samples.subList(samples.size() - third, samples.size()), ProcessFootprint::handles),
                max(samples.subList(0, third), ProcessFootprint::mappings),
                max(samples.subList(samples.size() - third, samples.size()), ProcessFootprint::mappings),
                max(samples, ProcessFootprint::residentKib) >> 10,
                live.shown(),
                live.missed(),
                slow.shown(),
                slow.missed(),
                slow.gaps(),
                shortTails));
    }

    private static long max(List<ProcessFootprint> samples, ToLongFunction<ProcessFootprint> figure) {
        return samples.stream().mapToLong(figure).max().orElseThrow();
    }
}
