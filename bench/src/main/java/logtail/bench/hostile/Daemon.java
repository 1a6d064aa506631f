package logtail.bench.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A daemon under attack, in a process and directory of its own, on free ports, with TLS and tokens. Linux: reads {@code /proc}. */
final class Daemon implements AutoCloseable {
    /** What a process holds. */
    record Holding(long rssMib, long descriptors, long threads) {}

    /**
     * Where its memory is.
     *
     * @param liveMib what a collection leaves on the heap
     * @param outsideMib what is resident outside of the heap: code, classes, threads, buffers
     * @param filesMib pages of files that are mapped, which the kernel takes back when it wants to
     */
    record Memory(long liveMib, long outsideMib, long filesMib) {}

    private static final Pattern GENERATION = Pattern.compile("total ([0-9]+)K, used ([0-9]+)K");
    private static final Pattern LISTENER = Pattern.compile(" ([a-z0-9-]+)=127\\.0\\.0\\.1:([0-9]+)");
    private static final int START_SECONDS = 300; // its first start prepares the next ones

    private final Process process;
    private final Map<String, Integer> ports = new HashMap<>();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final String honestToken;

    private Daemon(Process process, String honestToken) {
        this.process = process;
        this.honestToken = honestToken;
    }

    /** Starts {@code program}, which is {@code bin/logtail}, with its data below {@code directory}. */
    static Daemon start(Path program, Path directory) throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        String token = created(program, data);
        var keys = Keys.make(directory);
        var starting = new ProcessBuilder(program.toString(), "serve").redirectErrorStream(true);
        Map<String, String> settings = starting.environment();
        settings.keySet().removeIf(name -> name.startsWith("LOGTAIL_") && !name.startsWith("LOGTAIL_JAVA"));
        settings.remove("PORT");
        settings.put("LOGTAIL_DATA", data.toString());
        settings.put("LOGTAIL_TLS_CERT", keys.certificate().toString());
        settings.put("LOGTAIL_TLS_KEY", keys.key().toString());
        for (String listener :
                List.of("HTTP", "HTTPS", "SYSLOG_TCP", "SYSLOG_UDP", "SYSLOG_TLS", "LINES_TCP", "RELP")) {
            settings.put("LOGTAIL_" + listener, "127.0.0.1:0");
        }
        for (String listener : List.of("SYSLOG_TCP", "SYSLOG_UDP", "SYSLOG_TLS", "LINES_TCP", "RELP")) {
            settings.put("LOGTAIL_" + listener + "_TOKEN", token);
        }
        var daemon = new Daemon(starting.start(), token);
        daemon.awaitStart();
        return daemon;
    }

    private static String created(Path program, Path data) throws IOException, InterruptedException {
        var creating = new ProcessBuilder(
                        program.toString(),
                        "tokens",
                        "create",
                        "honest",
                        "--right",
                        "ingest,tail,metrics",
                        "--data",
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String token = new String(creating.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (creating.waitFor() != 0 || token.isEmpty()) {
            throw new IOException("logtail tokens create failed");
        }
        return token;
    }

    private void awaitStart() throws IOException, InterruptedException {
        var lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        var reader = Thread.ofVirtual().start(() -> noteAll(lines));
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        synchronized (ports) {
            while (ports.isEmpty() && reader.isAlive() && System.nanoTime() < deadlineNs) {
                ports.wait(100);
            }
        }
        if (ports.isEmpty()) {
            process.destroyForcibly();
            throw new IOException("the daemon did not start: " + log);
        }
    }

    private void noteAll(BufferedReader lines) {
        try {
            lines.lines().forEach(this::note);
        } catch (UncheckedIOException e) {
            log.add("the log ends: " + e.getCause()); // as the process has
        }
    }

    private void note(String line) {
        log.add(line);
        if (line.contains("at=daemon.started")) {
            synchronized (ports) {
                Matcher listener = LISTENER.matcher(line);
                while (listener.find()) {
                    ports.put(listener.group(1), Integer.parseInt(listener.group(2)));
                }
                ports.notifyAll();
            }
        }
    }

    /** The address of a listener, such as {@code syslog-tcp}. */
    InetSocketAddress at(String listener) {
        Integer port = ports.get(listener);
        if (port == null) {
            throw new IllegalStateException("the daemon has no listener " + listener + ": " + ports);
        }
        return new InetSocketAddress("127.0.0.1", port);
    }

    /** Where its listeners are, by name. */
    Map<String, Integer> ports() {
        return Map.copyOf(ports);
    }

    /** A token with the rights of an honest client. */
    String honestToken() {
        return honestToken;
    }

    /** What the process holds now. */
    Holding holding() {
        Path self = Path.of("/proc", Long.toString(process.pid()));
        try (Stream<Path> open = Files.list(self.resolve("fd"))) {
            String status = Files.readString(self.resolve("status"));
            return new Holding(field(status, "VmRSS") / 1024, open.count(), field(status, "Threads"));
        } catch (IOException e) {
            throw new UncheckedIOException("the daemon is gone", e);
        }
    }

    /** Collects its garbage first, which takes some tens of milliseconds. */
    Memory memory() throws IOException, InterruptedException {
        jcmd("GC.run");
        long total = 0;
        long used = 0;
        Matcher generation = GENERATION.matcher(jcmd("GC.heap_info"));
        while (generation.find()) {
            total += Long.parseLong(generation.group(1));
            used += Long.parseLong(generation.group(2));
        }
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        return new Memory(used / 1024, (field(status, "RssAnon") - total) / 1024, field(status, "RssFile") / 1024);
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process running = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (running.waitFor() != 0) {
            throw new IOException("jcmd %s: %s".formatted(command, answer));
        }
        return answer;
    }

    private static long field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** How many lines it has written to its own log, and the last of those that are warnings or worse. */
    String lastWords() {
        var warnings = log.stream()
                .filter(line -> line.contains("WARN")
                        || line.contains("ERROR")
                        || line.contains("level=warn")
                        || line.contains("level=error"))
                .toList();
        int from = Math.max(0, warnings.size() - 12);
        return "own log: %d lines, %d warnings or worse; the last of these:%n  %s"
                .formatted(log.size(), warnings.size(), String.join("\n  ", warnings.subList(from, warnings.size())));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Stops it; its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
