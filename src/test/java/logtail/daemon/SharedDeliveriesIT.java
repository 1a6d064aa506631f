package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.Seeds;
import logtail.kafka.KafkaBroker;
import logtail.runtime.CloseStack;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes that share a journal, one or the other killed or frozen all the time, senders that go to the other node with the
 * batch that got no answer, and a tail that goes there too: each line is there once and in order, at either node and in the tail.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what waits for a process cannot be interrupted
class SharedDeliveriesIT {
    private static final Logger LOG = Logger.getLogger(SharedDeliveriesIT.class.getName());
    private static final long LENGTH_NS = TimeUnit.SECONDS.toNanos(Integer.getInteger("logtail.seconds", 40));
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(90);
    private static final long POLL_NS = 1_000_000;
    private static final int SENDERS = 3;
    private static final int PIPES = 2;
    private static final int MOST_BATCHES_BETWEEN = 100; // deaths
    private static final long MOST_NS_BEHIND_A_REQUEST = 12_000_000; // its answer takes about as long
    private static final int MOST_COMMITS = 150; // of a life
    private static final int LEAST_FROZEN_MS = 1_000;

    @TempDir
    private Path directory;

    private final AtomicInteger kept = new AtomicInteger();
    private final List<StubbornSender> senders = new ArrayList<>();
    private final List<FedPipe> pipes = new ArrayList<>();
    private final CloseStack closing = new CloseStack();
    private volatile boolean isOver;
    private int kills;
    private int freezes;

    @AfterEach
    void close() {
        closing.close();
    }

    @Test
    void areThereOnceWhateverDiesWhen() throws Exception {
        var random = new Random(Seeds.draw(getClass()));
        long startNs = System.nanoTime();
        List<SharedNode> nodes = startNodes();
        var threads = closing.push(
                Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
        closing.push(() -> isOver = true); // before the threads are waited for
        var tail = closing.push(new LiveTail(nodes, directory));
        makeSenders(nodes, random);
        Future<?> tailing = threads.submit(tail);
        List<? extends Future<?>> sending = Stream.concat(senders.stream(), pipes.stream())
                .map(threads::submit)
                .toList();

        harm(nodes, random, startNs + LENGTH_NS);
        isOver = true;
        for (Future<?> one : sending) {
            one.get(DEADLINE_NS, TimeUnit.NANOSECONDS);
        }
        Map<String, List<String>> sent = sent();
        for (SharedNode node : nodes) {
            postEnd(node, sent);
        }
        for (SharedNode node : nodes) {
            expectOnce(node, sent);
            assertThat(node.errors()).isEmpty();
        }
        int lines = sent.values().stream().mapToInt(List::size).sum();
        tail.await(lines);
        tail.close();
        tailing.get(DEADLINE_NS, TimeUnit.NANOSECONDS);
        assertThat(tail.told()).as(tail.stderr()).isEmpty();
        sent.forEach((app, ofApp) -> expectOnce("the tail", tail.shown(app), ofApp));
        assertThat(tail.connections()).isGreaterThan(1);
        LOG.info("%d kills, %d freezes, %d batches, %d tries, %d told as replayed; %d lines, a tail in %d pieces, %d s"
                .formatted(
                        kills,
                        freezes,
                        sum(StubbornSender::batches),
                        sum(StubbornSender::tries),
                        sum(StubbornSender::replays),
                        lines,
                        tail.connections(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs)));
    }

    private List<SharedNode> startNodes() throws IOException, InterruptedException {
        var broker = closing.push(KafkaBroker.start(Files.createDirectory(directory.resolve("kafka"))));
        List<SharedNode> nodes = SharedNode.two(
                directory,
                Map.of(
                        "LOGTAIL_JOURNAL", "kafka",
                        "LOGTAIL_KAFKA", broker.address(),
                        "LOGTAIL_KAFKA_LANES", "4",
                        "LOGTAIL_KAFKA_REPLICAS", "1"));
        nodes.forEach(closing::push);
        return nodes;
    }

    private void makeSenders(List<SharedNode> nodes, Random random) throws IOException {
        for (int i = 0; i < SENDERS; i++) {
            var choices = new Random(random.nextLong());
            senders.add(new StubbornSender("sent" + i, nodes, choices, () -> isOver, kept::incrementAndGet));
        }
        for (int i = 0; i < PIPES; i++) {
            pipes.add(closing.push(new FedPipe("piped" + i, nodes, directory, () -> isOver)));
        }
    }

    /** Kills them in turn, as most have gone to the other one, and freezes any: as soon as it has got a request or a little later. */
    private void harm(List<SharedNode> nodes, Random random, long untilNs) throws IOException, InterruptedException {
        int deaths = 0;
        while (System.nanoTime() < untilNs || deaths < nodes.size()) {
            awaitKept(kept.get() + random.nextInt(MOST_BATCHES_BETWEEN));
            SharedNode next = nodes.get(deaths % nodes.size());
            switch (random.nextInt(4)) {
                case 0 -> {
                    SharedNode node = nodes.get(random.nextInt(nodes.size()));
                    awaitMoment(node, random);
                    node.freeze(TimeUnit.MILLISECONDS.toNanos(LEAST_FROZEN_MS + random.nextInt(LEAST_FROZEN_MS)));
                    freezes++;
                }
                case 1 -> {
                    awaitMoment(next, random);
                    next.dieAfterCommit(1 + random.nextInt(MOST_COMMITS));
                    deaths++;
                    kills += 2;
                }
                default -> {
                    awaitMoment(next, random);
                    next.killAndStart();
                    deaths++;
                    kills++;
                }
            }
        }
    }

    private static void awaitMoment(SharedNode node, Random random) throws InterruptedException {
        node.awaitRequest();
        LockSupport.parkNanos(random.nextLong(MOST_NS_BEHIND_A_REQUEST));
    }

    private void awaitKept(int count) {
        long startNs = System.nanoTime();
        while (kept.get() < count) {
            assertThat(System.nanoTime() - startNs)
                    .as("time without a batch kept")
                    .isLessThan(DEADLINE_NS);
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** The lines of each app, when all of them were kept. */
    private Map<String, List<String>> sent() throws IOException, InterruptedException {
        var sent = new TreeMap<String, List<String>>();
        senders.forEach(sender -> sender.sent().forEach((app, count) -> sent.put(app, lines(app, count))));
        for (FedPipe pipe : pipes) {
            assertThat(pipe.end()).as(pipe.stderr()).isZero();
            sent.put(pipe.app(), lines(pipe.app(), pipe.sent()));
        }
        return sent;
    }

    private static List<String> lines(String app, int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(number -> StubbornSender.line(app, number))
                .toList());
    }

    private int sum(ToIntFunction<StubbornSender> count) {
        return senders.stream().mapToInt(count).sum();
    }

    /** One line more of each app, behind all that this node got before, be it late. */
    private static void postEnd(SharedNode node, Map<String, List<String>> sent) throws IOException {
        var body = new StringBuilder();
        sent.forEach((app, lines) -> {
            String end = StubbornSender.line(app, lines.size());
            body.append(end).append('\n');
            lines.add(end);
        });
        assertThat(HttpSocket.post(node.http(), "/logs", body.toString()).status())
                .isEqualTo(204);
    }

    private static void expectOnce(SharedNode node, Map<String, List<String>> sent) throws IOException {
        for (var app : sent.entrySet()) {
            List<String> shown = Shown.tail(node.http(), "lines=all&app=" + app.getKey()).stream()
                    .map(Shown::message)
                    .toList();
            expectOnce(node.address(), shown, app.getValue());
        }
    }

    /** Tells first what is wrong: there are many lines. */
    private static void expectOnce(String where, List<String> shown, List<String> sent) {
        var once = new HashSet<String>();
        assertThat(shown.stream().filter(line -> !once.add(line)))
                .as("twice at %s", where)
                .isEmpty();
        assertThat(sent.stream().filter(line -> !once.contains(line)))
                .as("lost at %s", where)
                .isEmpty();
        assertThat(shown.equals(sent)).as("those at %s in their order", where).isTrue();
    }
}
