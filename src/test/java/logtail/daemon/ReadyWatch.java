package logtail.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import logtail.web.HttpSocket;
import logtail.web.Json;

/** Asks a node again and again whether it is ready, and notes for how long it was not, and why. */
final class ReadyWatch implements AutoCloseable {
    private static final long POLL_NS = 50_000_000;

    private final InetSocketAddress http;
    private final Map<String, Integer> words = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile boolean isReady = true;
    private volatile boolean isOver;
    private volatile long longestNs;

    private ReadyWatch(InetSocketAddress http) {
        this.http = http;
    }

    static ReadyWatch start(InetSocketAddress http) {
        var watch = new ReadyWatch(http);
        Thread.ofPlatform().daemon().name("ready-watch").start(watch::run);
        return watch;
    }

    /** Whether the node says that it is. */
    boolean isReady() {
        return isReady;
    }

    /** What it said, with how often, in order of the first time; numbers that grow with time are {@code N}. */
    Map<String, Integer> words() {
        synchronized (words) {
            return new LinkedHashMap<>(words);
        }
    }

    /** Whether it has said something like this. */
    boolean hasSaid(String regex) {
        return words().keySet().stream().anyMatch(said -> said.matches(regex));
    }

    /** The longest time for which it was not ready. */
    Duration longest() {
        return Duration.ofNanos(longestNs);
    }

    private void run() {
        long sinceNs = System.nanoTime();
        while (!isOver) {
            long askedNs = System.nanoTime();
            boolean wasReady = isReady;
            isReady = ask();
            if (wasReady && !isReady) {
                sinceNs = askedNs;
            }
            if (!isReady) {
                longestNs = Math.max(longestNs, System.nanoTime() - sinceNs);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private boolean ask() {
        try {
            var answer = HttpSocket.get(http, "/readyz");
            if (answer.status() == 200) {
                return true;
            }
            String said = String.valueOf(Json.object(answer.text()).get("detail"));
            words.merge(said.replaceAll("for \\d+ s", "for N s"), 1, Integer::sum);
        } catch (IOException e) {
            words.merge("(no answer)", 1, Integer::sum);
        }
        return false;
    }

    @Override
    public void close() {
        isOver = true;
    }
}
