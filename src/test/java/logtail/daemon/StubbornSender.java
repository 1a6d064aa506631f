package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import logtail.web.HttpSocket;

/**
 * Sends batches of numbered lines of some apps of its own to nodes that share a journal. Each batch goes to one node after the
 * other with the same key until one of them says that it is kept. Now and then it does not wait for the answer, so that
 * both nodes are at the same batch. One thread.
 */
final class StubbornSender implements Runnable {
    private static final int APPS = 3;
    private static final int KEPT = 204;
    private static final List<Integer> NOT_NOW = List.of(409, 429, 503);
    private static final int PATIENCE_MS = 800; // less than a node is frozen for
    private static final int IMPATIENCE_MS = 8;
    private static final long PAUSE_NS = 5_000_000;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final String name;
    private final List<SharedNode> nodes;
    private final Random random;
    private final BooleanSupplier isOver;
    private final Runnable kept;
    private final int[] sent = new int[APPS];
    private int tries;
    private int batches;
    private int replays;

    /** @param kept runs when a batch is kept */
    StubbornSender(String name, List<SharedNode> nodes, Random random, BooleanSupplier isOver, Runnable kept) {
        this.name = name;
        this.nodes = nodes;
        this.random = random;
        this.isOver = isOver;
        this.kept = kept;
    }

    /** Line number {@code number} of an app, which it names. */
    static String line(String app, int number) {
        String text = "x".repeat(number % 70 == 0 ? 4_000 : number % 50);
        return "{\"app\":\"%s\",\"number\":%d,\"text\":\"%s\"}".formatted(app, number, text);
    }

    @Override
    public void run() {
        while (!isOver.getAsBoolean()) {
            byte[] body = body();
            deliver(key(++batches), body);
            kept.run();
            LockSupport.parkNanos(random.nextLong(2 * PAUSE_NS));
        }
    }

    /** How many lines each of its apps has. */
    Map<String, Integer> sent() {
        var lines = new HashMap<String, Integer>();
        for (int app = 0; app < APPS; app++) {
            lines.put(app(app), sent[app]);
        }
        return lines;
    }

    int batches() {
        return batches;
    }

    int tries() {
        return tries;
    }

    /** How many of its batches a node knew to be kept already. */
    int replays() {
        return replays;
    }

    private String app(int number) {
        return name + "-" + number;
    }

    private String key(int batch) {
        return "Idempotency-Key: " + name + "-" + batch; // pipes have sequences
    }

    private byte[] body() {
        var body = new StringBuilder();
        for (int left = 1 + random.nextInt(random.nextInt(20) == 0 ? 600 : 20); left > 0; left--) {
            int app = random.nextInt(APPS);
            body.append(line(app(app), sent[app]++)).append('\n');
        }
        return body.toString().getBytes(UTF_8);
    }

    private void deliver(String key, byte[] body) {
        long startNs = System.nanoTime();
        int node = random.nextInt(nodes.size());
        while (!isKept(nodes.get(node), key, body)) {
            if (System.nanoTime() - startNs > DEADLINE_NS) {
                throw new IllegalStateException("no node takes " + key);
            }
            node = (node + 1) % nodes.size();
        }
    }

    private boolean isKept(SharedNode node, String key, byte[] body) {
        int patienceMs = random.nextInt(20) == 0 ? 1 + random.nextInt(IMPATIENCE_MS) : PATIENCE_MS;
        tries++;
        try (var http = HttpSocket.open(node.http()).within(patienceMs)) {
            http.send(HttpSocket.head("POST", "/logs", key, "Content-Length: " + body.length))
                    .send(body);
            node.requested();
            HttpSocket.Response answer = http.receive();
            if (answer.status() == KEPT) {
                replays += answer.header("idempotency-replayed").isEmpty() ? 0 : 1;
                return true;
            }
            if (!NOT_NOW.contains(answer.status())) {
                throw new IllegalStateException(key + ": " + answer.status() + " " + answer.text());
            }
        } catch (IOException e) {
            // it is dead, frozen or slow
        }
        LockSupport.parkNanos(PAUSE_NS);
        return false;
    }
}
