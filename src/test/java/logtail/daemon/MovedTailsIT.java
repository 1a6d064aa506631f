package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import logtail.Seeds;
import logtail.cli.client.ShownPlace;
import logtail.kafka.KafkaCluster;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand tails of two nodes under load, each hung up again and again at any moment and gone on with at one of the nodes, as the
 * command line does it: each line comes once, and those of an app in the order in which they were sent.
 */
class MovedTailsIT {
    private static final Logger LOG = Logger.getLogger(MovedTailsIT.class.getName());
    private static final int TAILS = 1_000;
    private static final int OF_ALL = 10; // follow all apps
    private static final int APPS = 16;
    private static final int LINES = 1_500; // of each app
    private static final int LINES_OF_A_POST = 10;
    private static final int MOST_LINES_BETWEEN_MOVES = 900;
    private static final String END = "\"message\":\"end\"";
    private static final String EVENT = "{\"id\":\"";
    private static final String CURSOR = "{\"cursor\":\"";

    @TempDir
    private static Path directory;

    private final AtomicInteger moves = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What one reader was shown. */
    private final class Reader {
        private final String query;
        private final int appsWanted;
        private final List<RunningDaemon> nodes;
        private final Random random;
        private final ShownPlace place = new ShownPlace();
        private final int[] shown = new int[APPS];
        private int ended;

        Reader(int number, List<RunningDaemon> nodes, Random random) {
            boolean isOfAll = number < OF_ALL;
            query = isOfAll ? "app=app*" : "app=app" + number % APPS;
            appsWanted = isOfAll ? APPS : 1;
            this.nodes = nodes;
            this.random = random;
        }

        void run() {
            try {
                while (ended < appsWanted) {
                    read(nodes.get(random.nextInt(nodes.size())), 1 + random.nextInt(MOST_LINES_BETWEEN_MOVES));
                    moves.incrementAndGet();
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(new AssertionError(query + " at " + place.cursor(), e));
            }
        }

        private void read(RunningDaemon node, int most) throws IOException {
            String from = place.isEmpty() ? "lines=all" : "after=" + place.cursor();
            try (var http = HttpSocket.open(node.http())) {
                http.send(HttpSocket.head("GET", "/tail?%s&%s".formatted(query, from)));
                var head = http.receiveHead();
                assertThat(head.status()).isEqualTo(200);
                place.opened(head.header("logtail-journal"));
                var lines = new BufferedReader(new InputStreamReader(http.content(head), UTF_8));
                for (int i = 0; i < most && ended < appsWanted; i++) {
                    take(lines.readLine());
                }
            }
        }

        private void take(String line) {
            if (line.startsWith(CURSOR)) {
                assertThat(place.reach(line.substring(CURSOR.length(), line.length() - 2)))
                        .isTrue();
            } else if (line.startsWith(EVENT)) {
                place.moveTo(Long.parseLong(line, EVENT.length(), line.indexOf('"', EVENT.length()), 10));
                take(Shown.of(line), line);
            } else if (!line.isEmpty()) {
                throw new AssertionError("told " + line);
            }
        }

        private void take(Shown event, String line) {
            int app = Integer.parseInt(event.app().substring("app".length()));
            if (line.contains(END)) {
                assertThat(shown[app]).as("lines of app%d", app).isEqualTo(LINES);
                ended++;
            } else {
                assertThat(event.message()).isEqualTo("line " + shown[app]++);
            }
        }
    }

    @Test
    @Timeout(240)
    void loseAndDoubleNothing() throws Exception {
        long seed = Seeds.draw(getClass());
        try (var brokers = KafkaCluster.start(directory.resolve("kafka"), 3);
                var a = node("a", brokers);
                var b = node("b", brokers);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<RunningDaemon> nodes = List.of(a, b);
            long startNs = System.nanoTime();
            for (int i = 0; i < TAILS; i++) {
                var reader = new Reader(i, nodes, new Random(seed + i));
                threads.execute(reader::run);
            }
            send(nodes, new Random(seed));
            threads.shutdown();
            assertThat(threads.awaitTermination(200, TimeUnit.SECONDS)).isTrue();
            assertThat(failures).as("seed %d", seed).isEmpty();
            LOG.info("%d tails moved %d times in %d s"
                    .formatted(TAILS, moves.get(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs)));
            assertThat(moves.get()).isGreaterThan(2 * TAILS);
        }
    }

    /** The lines of an app in turn, each post to any node; its end is sent when all of that is acknowledged. */
    private static void send(List<RunningDaemon> nodes, Random random) throws IOException {
        var http = new ArrayList<HttpSocket>();
        for (RunningDaemon node : nodes) {
            http.add(HttpSocket.open(node.http()));
        }
        for (int from = 0; from <= LINES; from += LINES_OF_A_POST) {
            for (int app = 0; app < APPS; app++) {
                var lines = new StringBuilder();
                for (int i = from; i < Math.min(LINES, from + LINES_OF_A_POST); i++) {
                    lines.append("line ").append(i).append('\n');
                }
                byte[] body = (from < LINES ? lines.toString() : "end\n").getBytes(UTF_8);
                assertThat(http.get(random.nextInt(http.size()))
                                .post("/logs?app=app" + app, body)
                                .status())
                        .isEqualTo(204);
            }
        }
        for (HttpSocket socket : http) {
            socket.close();
        }
    }

    private static RunningDaemon node(String name, KafkaCluster brokers) {
        return RunningDaemon.start(
                directory.resolve(name),
                Map.of(
                        "LOGTAIL_JOURNAL", "kafka",
                        "LOGTAIL_KAFKA", brokers.addresses(),
                        "LOGTAIL_MAX_TAILS", "2000",
                        "LOGTAIL_MAX_CONNECTIONS", "5000",
                        "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS", "5000"));
    }
}
