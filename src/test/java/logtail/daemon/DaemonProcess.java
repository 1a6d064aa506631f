package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import logtail.cli.ChildJvm;
import logtail.kafka.KafkaCluster;

/** {@code logtail serve} as a process of its own, on free ports of loopback. */
public final class DaemonProcess implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 30;

    private final Process process;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<String> started = new CompletableFuture<>();
    private final ReentrantLock reading = new ReentrantLock(true);
    private final Thread logReader;

    private DaemonProcess(Path data, Map<String, String> settings, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGTAIL_") || name.equals("PORT"));
        for (String listener :
                new String[] {"LOGTAIL_HTTP", "LOGTAIL_SYSLOG_TCP", "LOGTAIL_SYSLOG_UDP", "LOGTAIL_LINES_TCP"}) {
            builder.environment().put(listener, "127.0.0.1:0");
        }
        builder.environment().put("LOGTAIL_DATA", data.toString());
        builder.environment().putAll(settings);
        process = builder.start();
        logReader = Thread.ofPlatform().daemon().name("daemon-log").start(this::readLog);
    }

    /** Starts it and waits until it listens. */
    public static DaemonProcess start(Path data) throws IOException, InterruptedException {
        return start(data, Map.of());
    }

    /** Starts it with these settings besides and waits until it listens. */
    public static DaemonProcess start(Path data, Map<String, String> settings, String... jvmOptions)
            throws IOException, InterruptedException {
        DaemonProcess daemon = launch(data, settings, jvmOptions);
        try {
            daemon.listening();
        } catch (IllegalStateException e) {
            daemon.close();
            throw e;
        }
        return daemon;
    }

    /** Starts it and does not wait. */
    static DaemonProcess launch(Path data, Map<String, String> settings, String... jvmOptions) throws IOException {
        return new DaemonProcess(data, settings, ChildJvm.daemon(jvmOptions));
    }

    /** Starts it by another program, which becomes it, and waits until it listens. */
    static DaemonProcess startBy(List<String> program, Path data, Map<String, String> settings)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(program);
        command.addAll(ChildJvm.daemon());
        var daemon = new DaemonProcess(data, settings, command);
        try {
            daemon.listening();
        } catch (IllegalStateException e) {
            daemon.close();
            throw e;
        }
        return daemon;
    }

    /** Starts it with so many descriptors and waits until it listens. */
    static DaemonProcess startWithin(int descriptors, Path data) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"));
        command.addAll(ChildJvm.daemon());
        var daemon = new DaemonProcess(data, Map.of(), command);
        daemon.listening();
        return daemon;
    }

    public long pid() {
        return process.pid();
    }

    /** The real port of {@code http}, {@code syslog-tcp} and so on. */
    public InetSocketAddress address(String protocol) throws InterruptedException {
        String listening = listening();
        var match = Pattern.compile(" " + protocol + "=([0-9.]+):([0-9]+)").matcher(listening);
        if (!match.find()) {
            throw new IllegalStateException("no " + protocol + " in: " + listening);
        }
        return new InetSocketAddress(match.group(1), Integer.parseInt(match.group(2)));
    }

    /** {@code kill -9}, and waits for the end. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // the process itself would close its pipe too
        end();
    }

    /** Stops it in the middle of whatever it does. */
    void freeze() throws IOException {
        KafkaCluster.signal(process, "STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    void thaw() throws IOException {
        KafkaCluster.signal(process, "CONT");
    }

    /** SIGTERM; gives the exit code. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy();
        return end();
    }

    /** Reads nothing more of what it says, so that its stdout fills up; by the thread that calls {@link #readOn}. */
    void stopReading() {
        reading.lock();
    }

    void readOn() {
        reading.unlock();
    }

    /** What it has said so far. */
    List<String> log() {
        return List.copyOf(log);
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly(); // the process itself would close its pipe too
    }

    /** Waits until it ends by itself; gives the exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the daemon does not end:\n" + String.join("\n", log));
        }
        logReader.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        return process.exitValue();
    }

    private String listening() throws InterruptedException {
        try {
            return started.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the daemon did not start:\n" + String.join("\n", log), e);
        }
    }

    private void readLog() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reading.lock();
                try {
                    log.add(line);
                } finally {
                    reading.unlock();
                }
                if (line.contains("at=daemon.started")) {
                    started.complete(line);
                }
            }
            started.completeExceptionally(new IllegalStateException("it ended"));
        } catch (IOException e) {
            started.completeExceptionally(new UncheckedIOException(e));
        }
    }
}
