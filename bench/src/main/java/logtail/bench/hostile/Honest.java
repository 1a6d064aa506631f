package logtail.bench.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Honest clients: one sends syslog over TCP at 500 lines a second, one posts a line 50 times a second and waits for the answer,
 * each on a connection that stays; one tails both. A line tells when it was due, so a client that is kept waiting counts too.
 */
final class Honest implements AutoCloseable {
    private static final String SYSLOG = "syslog";
    private static final String HTTP = "http";
    private static final int SYSLOG_PER_SECOND = 500;
    private static final int HTTP_PER_SECOND = 50;
    private static final Pattern LINE = Pattern.compile("\"message\":\"(syslog|http) seq=([0-9]+) t=([0-9]+)\"");

    private final Daemon daemon;
    private final Map<String, AtomicLong> sent = Map.of(SYSLOG, new AtomicLong(), HTTP, new AtomicLong());
    private final Map<String, AtomicLong> seen = Map.of(SYSLOG, new AtomicLong(), HTTP, new AtomicLong());
    private final Map<String, Long> nextSeq = new HashMap<>();
    private final AtomicLong broken = new AtomicLong();
    private final Thread reader;
    private final Thread[] senders;
    private volatile Latencies toTail = new Latencies();
    private volatile Latencies toAnswer = new Latencies();
    private volatile boolean isStopping;
    private volatile String fault = "";

    private Honest(Daemon daemon) throws IOException {
        this.daemon = daemon;
        BufferedReader tail = tail();
        reader = Thread.ofPlatform().name("honest-tail").start(() -> guarded("tail", () -> read(tail)));
        senders = new Thread[] {
            Thread.ofPlatform().name("honest-syslog").start(() -> guarded(SYSLOG, this::sendSyslog)),
            Thread.ofPlatform().name("honest-http").start(() -> guarded(HTTP, this::post)),
        };
    }

    static Honest start(Daemon daemon) throws IOException {
        return new Honest(daemon);
    }

    /**
     * What honest clients have seen since the last call.
     *
     * @param lines how many lines came to the tail
     * @param fault why a client could not go on; empty when all could
     */
    record Report(int lines, double p50Ms, double p99Ms, double maxMs, double answerP99Ms, String fault) {}

    Report report() {
        Latencies tail = toTail;
        Latencies answers = toAnswer;
        toTail = new Latencies();
        toAnswer = new Latencies();
        return new Report(
                tail.count(),
                tail.percentileMs(50),
                tail.percentileMs(99),
                tail.percentileMs(100),
                answers.percentileMs(99),
                fault);
    }

    /** Stops sending, waits until all has come, and tells how many lines are missing, doubled or out of order. */
    long settle() throws InterruptedException {
        isStopping = true;
        for (Thread sender : senders) {
            sender.join(TimeUnit.SECONDS.toMillis(20));
        }
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (missing() > 0 && System.nanoTime() < deadlineNs && reader.isAlive()) {
            reader.join(20);
        }
        return missing() + broken.get();
    }

    long sent() {
        return sent.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private long missing() {
        return sent() - seen.values().stream().mapToLong(AtomicLong::get).sum();
    }

    @Override
    public void close() {
        isStopping = true;
        reader.interrupt();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void guarded(String who, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            fault = who + ": " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private BufferedReader tail() throws IOException {
        Socket socket = connected("http");
        write(
                socket,
                "GET /tail?app=honest&lines=0 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + daemon.honestToken() + "\r\n\r\n");
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String status = lines.readLine();
        if (status == null || !status.contains(" 200 ")) {
            throw new IOException("the tail was answered with " + status);
        }
        return lines;
    }

    private void read(BufferedReader tail) throws IOException {
        for (String line = tail.readLine(); line != null; line = tail.readLine()) {
            Matcher found = LINE.matcher(line);
            if (found.find()) {
                long seq = Long.parseLong(found.group(2));
                toTail.add(System.nanoTime() - Long.parseLong(found.group(3)));
                Long expected = nextSeq.put(found.group(1), seq + 1);
                if (expected != null && expected != seq) {
                    broken.incrementAndGet();
                }
                seen.get(found.group(1)).incrementAndGet();
            } else if (line.contains("\"gap\"")) {
                broken.incrementAndGet();
            }
        }
        if (!isStopping) {
            throw new IOException("the tail has ended");
        }
    }

    private void sendSyslog() throws IOException, InterruptedException {
        try (Socket socket = connected("syslog-tcp")) {
            OutputStream out = socket.getOutputStream();
            pace(SYSLOG_PER_SECOND, dueNs -> {
                String line = "<14>1 - host honest - - - " + line(SYSLOG, dueNs);
                out.write("%d %s".formatted(line.length(), line).getBytes(StandardCharsets.US_ASCII));
            });
        }
    }

    private void post() throws IOException, InterruptedException {
        try (Socket socket = connected("http")) {
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            pace(HTTP_PER_SECOND, dueNs -> {
                String line = line(HTTP, dueNs);
                write(
                        socket,
                        "POST /logs?app=honest HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + daemon.honestToken() + "\r\nContent-Length: " + line.length() + "\r\n\r\n" + line);
                String status = answers.readLine();
                if (status == null || !status.contains(" 204 ")) {
                    throw new IOException("a line was answered with " + status);
                }
                skipHeader(answers);
                toAnswer.add(System.nanoTime() - dueNs);
            });
        }
    }

    private static void skipHeader(BufferedReader answers) throws IOException {
        for (String field = answers.readLine(); field != null && !field.isEmpty(); ) {
            field = answers.readLine();
        }
    }

    private String line(String who, long dueNs) {
        return "%s seq=%d t=%d".formatted(who, sent.get(who).getAndIncrement(), dueNs);
    }

    private interface Step {
        void run(long dueNs) throws IOException;
    }

    private void pace(int perSecond, Step step) throws IOException, InterruptedException {
        long everyNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (long dueNs = System.nanoTime(); !isStopping; dueNs += everyNs) {
            long waitNs = dueNs - System.nanoTime();
            if (waitNs > 0) {
                TimeUnit.NANOSECONDS.sleep(waitNs);
            }
            step.run(dueNs);
        }
    }

    private Socket connected(String listener) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(daemon.at(listener), 5_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
