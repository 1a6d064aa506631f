package logtail.drain.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.stream.Stream;
import logtail.net.ServerAddress;
import org.junit.jupiter.api.Assumptions;

/** A real rsyslogd that receives RELP on loopback and writes the messages to a file, each before it is answered. */
final class RsyslogReceiver implements AutoCloseable {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/rsyslogd"), Path.of("/sbin/rsyslogd"));
    private static final String MODULE = "imrelp.so";
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NS = 5_000_000;

    private final Path directory;
    private final Path config;
    private final int port = freePort();
    private Process process;

    private RsyslogReceiver(Path directory) throws IOException {
        this.directory = directory;
        config = Files.writeString(directory.resolve("rsyslog.conf"), """
                global(workDirectory="%1$s" maxMessageSize="64k")
                module(load="imrelp")
                main_queue(queue.type="direct")
                template(name="message" type="string" string="%%msg%%\\n")
                input(type="imrelp" address="127.0.0.1" port="%2$d" maxDataSize="64k")
                *.* action(type="omfile" file="%3$s" template="message")
                """.formatted(directory, port, file()));
        process = launch();
    }

    /** Starts one, or skips the test where there is none, and says so. */
    static RsyslogReceiver start(Path directory) throws IOException {
        boolean isThere = program().isPresent() && hasModule();
        if (!isThere) {
            Logger.getLogger(RsyslogReceiver.class.getName())
                    .warning("skipped: no rsyslogd with imrelp here; apt-get install rsyslog rsyslog-relp");
        }
        Assumptions.assumeTrue(isThere, "needs rsyslogd with imrelp: apt-get install rsyslog rsyslog-relp");
        return new RsyslogReceiver(directory);
    }

    private static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    private static boolean hasModule() throws IOException {
        try (Stream<Path> libraries =
                Files.find(Path.of("/usr/lib"), 3, (path, attributes) -> path.endsWith(Path.of("rsyslog", MODULE)))) {
            return libraries.findAny().isPresent();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        Path pid = directory.resolve("pid");
        Files.deleteIfExists(pid); // of one that was killed
        var started = new ProcessBuilder(
                        program().orElseThrow().toString(), "-n", "-f", config.toString(), "-i", pid.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        awaitListening(started);
        return started;
    }

    private void awaitListening(Process started) throws IOException {
        long startNs = System.nanoTime();
        while (!isListening()) {
            if (!started.isAlive() || System.nanoTime() - startNs > DEADLINE_NS) {
                started.destroyForcibly();
                throw new IllegalStateException(
                        "rsyslogd does not listen:\n" + Files.readString(directory.resolve("output")));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private boolean isListening() throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    /** {@code kill -9}, and starts it again. */
    void restart() throws IOException {
        close();
        process = launch();
    }

    ServerAddress address() {
        return new ServerAddress("127.0.0.1", port, Optional.empty());
    }

    private Path file() {
        return directory.resolve("messages");
    }

    /** What it has written so far. */
    List<String> messages() throws IOException {
        return Files.readAllLines(file(), UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
