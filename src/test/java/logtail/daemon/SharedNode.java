package logtail.daemon;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logtail.cli.ChildJvm;
import logtail.web.HttpSocket;

/**
 * One of the daemons that share a journal, as a process that is at the same address in each of its lives. One thread, but where
 * it says so.
 */
final class SharedNode implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = 20_000_000;

    private final InetSocketAddress http;
    private final Path data;
    private final Map<String, String> settings;
    private final List<String> errors = new ArrayList<>();
    private final Semaphore requests = new Semaphore(0);
    private DaemonProcess process;

    private SharedNode(InetSocketAddress http, Path data, Map<String, String> settings)
            throws IOException, InterruptedException {
        this.http = http;
        this.data = data;
        this.settings = new HashMap<>(settings);
        this.settings.put("LOGTAIL_HTTP", address());
        process = start();
    }

    /** Starts two of them, at different ports. */
    static List<SharedNode> two(Path directory, Map<String, String> settings) throws IOException, InterruptedException {
        InetSocketAddress first;
        InetSocketAddress second;
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            first = new InetSocketAddress(one.getInetAddress(), one.getLocalPort());
            second = new InetSocketAddress(other.getInetAddress(), other.getLocalPort());
        }
        var a = new SharedNode(first, directory.resolve("a"), settings);
        try {
            return List.of(a, new SharedNode(second, directory.resolve("b"), settings));
        } catch (IOException | IllegalStateException e) {
            a.close();
            throw e;
        }
    }

    /** Where it is. Any thread. */
    InetSocketAddress http() {
        return http;
    }

    /** {@code 127.0.0.1:PORT}. */
    String address() {
        return http.getAddress().getHostAddress() + ":" + http.getPort();
    }

    /** Tells that a whole request was just written to it. Any thread. */
    void requested() {
        requests.release();
    }

    /** Waits for the next request. */
    void awaitRequest() throws InterruptedException {
        requests.drainPermits();
        assertThat(requests.tryAcquire(DEADLINE_NS, TimeUnit.NANOSECONDS))
                .as("requests to %s", address())
                .isTrue();
    }

    /** {@code kill -9}, and the next life. */
    void killAndStart() throws IOException, InterruptedException {
        kill();
        process = start();
        awaitReady();
    }

    /** {@code kill -9}, a life that ends by itself behind the commit of that number, and the next one. */
    void dieAfterCommit(int count) throws IOException, InterruptedException {
        kill();
        process = start("-Dlogtail.crash=after-commit:" + count);
        assertThat(process.end()).isEqualTo(KILLED);
        noteErrors();
        process = start();
        awaitReady();
    }

    /** Stops it wherever it is, for that long. */
    void freeze(long ns) throws IOException, InterruptedException {
        signal("STOP");
        try {
            long startNs = System.nanoTime();
            for (long leftNs = ns; leftNs > 0; leftNs = startNs + ns - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
        } finally {
            signal("CONT");
        }
        awaitReady();
    }

    private void awaitReady() throws IOException {
        long startNs = System.nanoTime();
        while (HttpSocket.get(http, "/readyz").status() != 200) {
            assertThat(System.nanoTime() - startNs).isLessThan(DEADLINE_NS);
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** What it has said in all its lives of its faults. */
    List<String> errors() {
        noteErrors();
        return errors;
    }

    /** Starts {@code logtail} with the addresses of all of these. */
    static Process cli(List<SharedNode> nodes, Path stderr, String... arguments) throws IOException {
        var builder = new ProcessBuilder(ChildJvm.cli(arguments)).redirectError(stderr.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOGTAIL_"));
        builder.environment()
                .put("LOGTAIL_ADDR", nodes.stream().map(SharedNode::address).collect(joining(",")));
        builder.environment()
                .put("XDG_STATE_HOME", stderr.resolveSibling("state").toString());
        return builder.start();
    }

    private void noteErrors() {
        process.log().stream()
                .filter(line -> line.contains(" level=error ") && !errors.contains(line))
                .forEach(errors::add);
    }

    private void kill() throws InterruptedException {
        process.kill();
        noteErrors();
    }

    private DaemonProcess start(String... jvmOptions) throws IOException, InterruptedException {
        return DaemonProcess.start(data, settings, jvmOptions);
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() {
        process.close();
    }
}
