package logtail.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import logtail.runtime.Env;
import logtail.runtime.OwnLog;
import logtail.runtime.QuietLog;
import logtail.web.HttpSocket;

/** The daemon in this process, on free ports of loopback. */
public final class RunningDaemon implements AutoCloseable {
    /** Faults, of which there should be none. */
    final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();

    /** Its own log, which is silent. */
    final OwnLog log = QuietLog.create();

    private final LogtailDaemon daemon;

    private RunningDaemon(Path data, Map<String, String> more) {
        var variables = new HashMap<>(Map.of(
                "LOGTAIL_DATA", data.toString(),
                "LOGTAIL_HTTP", "127.0.0.1:0",
                "LOGTAIL_SYSLOG_TCP", "127.0.0.1:0",
                "LOGTAIL_SYSLOG_UDP", "127.0.0.1:0",
                "LOGTAIL_LINES_TCP", "127.0.0.1:0"));
        variables.putAll(more);
        daemon = LogtailDaemon.start(DaemonSettings.from(new Env(variables)), log, (where, fault) -> faults.add(fault));
    }

    public static RunningDaemon start(Path data) {
        return new RunningDaemon(data, Map.of());
    }

    public static RunningDaemon start(Path data, Map<String, String> more) {
        return new RunningDaemon(data, more);
    }

    /** Has it take the lines of this stream as those of its standard input. */
    void read(InputStream stdin, Optional<String> app) {
        daemon.read(stdin, app);
    }

    public InetSocketAddress http() {
        return address("http");
    }

    public InetSocketAddress address(String protocol) {
        return Objects.requireNonNull(daemon.addresses().get(protocol), protocol);
    }

    /** Sends these pieces over one TCP connection, each in a packet of its own as far as the kernel goes along. */
    public void send(String protocol, byte[]... pieces) throws IOException {
        try (var socket =
                new Socket(address(protocol).getAddress(), address(protocol).getPort())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            for (byte[] piece : pieces) {
                out.write(piece);
                out.flush();
            }
        }
    }

    /** Waits for the first {@code count} events and gives them. */
    List<Shown> await(int count) throws IOException {
        var shown = new ArrayList<Shown>();
        try (var tail = HttpSocket.open(http())) {
            var lines = tail.send(HttpSocket.head("GET", "/tail?lines=all")).receiveStream();
            while (shown.size() < count) {
                shown.add(Shown.of(lines.readLine()));
            }
        }
        return shown;
    }

    /** Waits for the first {@code count} events, of which there must be no more, and gives their messages. */
    List<String> awaitMessages(int count) throws IOException {
        await(count);
        return Shown.all(http()).stream().map(Shown::message).toList();
    }

    @Override
    public void close() {
        daemon.close();
        if (!faults.isEmpty()) {
            throw new AssertionError("the daemon met a fault", faults.peek());
        }
    }
}
