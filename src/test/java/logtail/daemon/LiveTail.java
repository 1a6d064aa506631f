package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** {@code logtail} that shows all lines of nodes that share a journal, and all that come, until it is closed. */
final class LiveTail implements Runnable, AutoCloseable {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = 1_000_000;

    private final Path stderr;
    private final Process process;
    private final Map<String, List<String>> shown = new ConcurrentHashMap<>(); // by app
    private final AtomicInteger events = new AtomicInteger();
    private final List<String> told = new ArrayList<>();

    LiveTail(List<SharedNode> nodes, Path directory) throws IOException {
        stderr = directory.resolve("tail");
        process = SharedNode.cli(nodes, stderr, "-v", "-n", "all", "-o", "json", "NOT app=logtail");
    }

    @Override
    public void run() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(String line) {
        if (!line.startsWith("{\"id\"")) {
            told.add(line);
            return;
        }
        Shown event = Shown.of(line);
        shown.computeIfAbsent(event.app(), app -> new ArrayList<>()).add(event.message());
        events.incrementAndGet();
    }

    /** Waits until it has shown so many lines, but not for ever. */
    void await(int count) {
        long startNs = System.nanoTime();
        while (events.get() < count && System.nanoTime() - startNs < DEADLINE_NS) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** The messages that it has shown of an app; when {@link #run} has ended. */
    List<String> shown(String app) {
        return shown.getOrDefault(app, List.of());
    }

    /** What it has shown beside lines, such as gaps; likewise. */
    List<String> told() {
        return told;
    }

    /** How often it was connected to a node. */
    long connections() throws IOException {
        return Files.readAllLines(stderr).stream()
                .filter(line -> line.contains("the newest id is"))
                .count();
    }

    String stderr() throws IOException {
        return Files.readString(stderr);
    }

    @Override
    public void close() {
        process.toHandle().destroy();
    }
}
