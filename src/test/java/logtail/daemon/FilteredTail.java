package logtail.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import logtail.web.HttpSocket;
import org.jspecify.annotations.Nullable;

/** A following tail that notes the ids that it is shown; it may hang up now and then and resume behind the last one. */
final class FilteredTail {
    private static final String ID = "{\"id\":\"";
    private static final long POLL_NS = 5_000_000;

    private final InetSocketAddress http;
    private final WantedLines wanted;
    private final int history;
    private final int hangUpEvery;
    private volatile long newestOnArrival = -1;
    private volatile boolean isStopping;
    private volatile @Nullable Throwable failure;
    private long[] ids = new long[1024];
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger resumes = new AtomicInteger();

    private FilteredTail(InetSocketAddress http, WantedLines wanted, int history, int hangUpEvery) {
        this.http = http;
        this.wanted = wanted;
        this.history = history;
        this.hangUpEvery = hangUpEvery;
    }

    /**
     * Starts on a thread of its own.
     *
     * @param history how many of the newest wanted events it begins with
     * @param hangUpEvery after how many events it hangs up and resumes; 0 for never
     */
    static FilteredTail start(InetSocketAddress http, WantedLines wanted, int history, int hangUpEvery) {
        var tail = new FilteredTail(http, wanted, history, hangUpEvery);
        Thread.ofVirtual().name("filtered-tail").start(tail::follow);
        return tail;
    }

    WantedLines wanted() {
        return wanted;
    }

    int history() {
        return history;
    }

    int resumes() {
        return resumes.get();
    }

    /** The id of the newest event in the journal when it came; waits for the answer. */
    long newestOnArrival() {
        await(() -> newestOnArrival >= 0, "was not answered");
        return newestOnArrival;
    }

    /** Waits for that many events, and gives the ids of all that it was shown. */
    long[] awaitIds(int atLeast) {
        await(() -> count.get() >= atLeast, "was not shown " + atLeast + " events");
        return Arrays.copyOf(ids, count.get());
    }

    void stop() {
        isStopping = true;
    }

    private void await(java.util.function.BooleanSupplier condition, String otherwise) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            Throwable broken = failure;
            if (broken != null || System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(30)) {
                throw new AssertionError(wanted.query() + ": " + otherwise, broken);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void follow() {
        try {
            listen("lines=" + history);
            while (!isStopping) {
                resumes.incrementAndGet();
                listen("after=" + (count.get() == 0 ? newestOnArrival : ids[count.get() - 1]));
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void listen(String from) throws IOException {
        try (var socket = HttpSocket.open(http)) {
            socket.send(HttpSocket.head("GET", "/tail?" + from + "&" + wanted.query()));
            HttpSocket.Response head = socket.receiveHead();
            if (head.status() != 200) {
                throw new IOException("status " + head.status());
            }
            if (newestOnArrival < 0) {
                newestOnArrival = Long.parseLong(head.header("logtail-newest"));
            }
            read(new BufferedReader(new InputStreamReader(socket.content(head), StandardCharsets.UTF_8)));
        }
    }

    private void read(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null && !isStopping; line = lines.readLine()) {
            if (line.startsWith(ID)) {
                note(Long.parseLong(line, ID.length(), line.indexOf('"', ID.length()), 10));
                if (hangUpEvery > 0 && count.get() % hangUpEvery == 0) {
                    return;
                }
            } else if (!line.isBlank()) {
                throw new IOException("it was told: " + line);
            }
        }
    }

    private void note(long id) {
        int at = count.get();
        if (at == ids.length) {
            ids = Arrays.copyOf(ids, 2 * at);
        }
        ids[at] = id;
        count.set(at + 1); // whoever reads it sees the id too
    }
}
