package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many tails with different filters while lines come steadily: each is shown exactly what it asked for. */
class FilteredTailsIT {
    private static final int HISTORY = 1_000;
    private static final Logger LOG = Logger.getLogger(FilteredTailsIT.class.getName());

    @TempDir
    private Path data;

    /** {@code -Dlogtail.tails}, {@code -Dlogtail.seconds}: how many, and for how long. */
    @Test
    @Timeout(600)
    void tailsThatComeAndGoUnderLoadMissNothing() throws Exception {
        int tails = Integer.getInteger("logtail.tails", 50);
        int seconds = Integer.getInteger("logtail.seconds", 6);
        long seed = Long.getLong("logtail.seed", System.nanoTime());
        var random = new Random(seed);
        run(20_000, seconds, "tails that come at random moments, seed " + seed, http -> {
            var started = new ArrayList<FilteredTail>();
            long apartNs = TimeUnit.SECONDS.toNanos(seconds) / tails;
            for (int i = 0; i < tails; i++) {
                LockSupport.parkNanos(random.nextLong(2 * apartNs));
                int hangUpEvery = i % 3 == 0 ? 5 + random.nextInt(50) : 0;
                started.add(FilteredTail.start(http, WantedLines.of(random.nextInt(1000)), HISTORY, hangUpEvery));
            }
            return started;
        });
    }

    /** {@code -Dlogtail.sessions}, {@code -Dlogtail.seconds}: how many, and for how long. */
    @Test
    @Timeout(600)
    void manySessionsAtOnceMissNothing() throws Exception {
        int sessions = Integer.getInteger("logtail.sessions", 300);
        run(10_000, Integer.getInteger("logtail.seconds", 6), sessions + " sessions at once", http -> {
            var started = new ArrayList<FilteredTail>();
            for (int i = 0; i < sessions; i++) {
                started.add(FilteredTail.start(http, WantedLines.of(i), 0, 0));
            }
            return started;
        });
    }

    private interface Opening {
        List<FilteredTail> open(InetSocketAddress http);
    }

    private void run(int perSecond, int seconds, String what, Opening opening)
            throws IOException, InterruptedException {
        try (var daemon = DaemonProcess.start(data, Map.of("LOGTAIL_MAX_TAILS", "2000"))) {
            InetSocketAddress http = daemon.address("http");
            var load = PacedLoad.start(daemon.address("syslog-tcp"), perSecond, seconds);
            List<FilteredTail> tails = opening.open(http);
            load.join();
            long cpuMs = cpuMs(daemon.pid());
            long[] numbers = numbersById(http, load.lines());
            long shown = 0;
            for (FilteredTail tail : tails) {
                long[] expected = expected(tail, numbers);
                assertThat(tail.awaitIds(expected.length))
                        .as(tail.wanted().query())
                        .isEqualTo(expected);
                shown += expected.length;
                tail.stop();
            }
            var footprint = ProcessFootprint.of(daemon.pid(), data);
            LOG.info("%s: %,d lines in %d s, %,d shown exactly, %d resumes; CPU %,d ms with the start, RSS %d MiB"
                    .formatted(
                            what,
                            load.lines(),
                            seconds,
                            shown,
                            tails.stream().mapToInt(FilteredTail::resumes).sum(),
                            cpuMs,
                            footprint.residentKib() >> 10));
        }
    }

    /** The number of the line with each id, as one plain tail shows them; -1 for what is not of the load. */
    private static long[] numbersById(InetSocketAddress http, long lines) throws IOException {
        var numbers = new HashMap<Long, Long>();
        try (var socket = HttpSocket.open(http)) {
            var all = socket.send(HttpSocket.head("GET", "/tail?lines=all")).receiveStream();
            for (long left = lines; left > 0; ) {
                String line = all.readLine();
                int at = line.indexOf(" n=");
                if (line.startsWith("{\"id\":\"") && at > 0) {
                    long id = Long.parseLong(line, 7, line.indexOf('"', 7), 10);
                    numbers.put(id, Long.parseLong(line, at + 3, line.indexOf(' ', at + 3), 10));
                    left--;
                }
            }
        }
        assertThat(numbers.values()).as("lines in the journal").doesNotHaveDuplicates();
        long last = numbers.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        return LongStream.rangeClosed(0, last)
                .map(id -> numbers.getOrDefault(id, -1L))
                .toArray();
    }

    private static long[] expected(FilteredTail tail, long[] numbers) {
        long[] wanted = LongStream.range(0, numbers.length)
                .filter(id -> numbers[(int) id] >= 0 && tail.wanted().test().test(numbers[(int) id]))
                .toArray();
        long arrival = tail.newestOnArrival();
        int there = (int) LongStream.of(wanted).filter(id -> id <= arrival).count();
        return Arrays.copyOfRange(wanted, Math.max(0, there - tail.history()), wanted.length);
    }

    private static long cpuMs(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow()
                .toMillis();
    }
}
