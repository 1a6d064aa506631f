package logtail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real rsyslog that writes the messages it is sent to a file; it can be killed and started again on the same port. */
public final class RsyslogReceiver implements AutoCloseable {
    private static final String QUEUE = "queue.size=\"100000\" queue.dequeueBatchSize=\"2000\"";
    private static final long POLL_NS = 5_000_000;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Path folder;
    private final Path config;
    private final int port;
    private @Nullable Process process;

    private RsyslogReceiver(Path folder, String module, String input, String queue) throws IOException {
        this.folder = folder;
        port = freePort();
        config = Files.writeString(
                folder.resolve("rsyslog.conf"), """
                global(workDirectory="%s" maxMessageSize="64k")
                main_queue(%s)
                %s
                input(%s address="127.0.0.1" port="%d")
                template(name="plain" type="string" string="%%app-name%% %%msg%%\\n")
                *.* action(type="omfile" file="%s" template="plain" ioBufferSize="64k" flushOnTXEnd="on")
                """.formatted(folder, queue, module, input, port, output()));
    }

    /** Plain TCP. */
    public static RsyslogReceiver tcp(Path folder) throws IOException {
        Programs.need("rsyslogd", "rsyslog");
        return new RsyslogReceiver(folder, "module(load=\"imtcp\")", "type=\"imtcp\"", QUEUE);
    }

    /** RELP; each message is written before it is answered. */
    public static RsyslogReceiver relp(Path folder) throws IOException {
        needModule("imrelp.so", "rsyslog-relp");
        return new RsyslogReceiver(
                folder, "module(load=\"imrelp\")", "type=\"imrelp\" maxDataSize=\"64k\"", "queue.type=\"direct\"");
    }

    /** TLS, showing this certificate. */
    public static RsyslogReceiver tls(Path folder, String authority, OpensslAuthority.Key key) throws IOException {
        needModule("lmnsd_gtls.so", "rsyslog-gnutls");
        String module = """
                global(DefaultNetstreamDriver="gtls" DefaultNetstreamDriverCAFile="%s"
                       DefaultNetstreamDriverCertFile="%s" DefaultNetstreamDriverKeyFile="%s")
                module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
                """.formatted(authority, key.certificate(), key.file());
        return new RsyslogReceiver(folder, module, "type=\"imtcp\"", QUEUE);
    }

    private static void needModule(String name, String debianPackage) throws IOException {
        Programs.need("rsyslogd", "rsyslog");
        try (Stream<Path> libraries =
                Files.find(Path.of("/usr/lib"), 3, (path, attributes) -> path.endsWith(Path.of("rsyslog", name)))) {
            Programs.need(libraries.findAny().isPresent(), name, debianPackage);
        }
    }

    /** Where on loopback. */
    public int port() {
        return port;
    }

    /** Starts it and waits until it listens. */
    public RsyslogReceiver start() throws IOException {
        Files.deleteIfExists(folder.resolve("pid")); // of one that was killed
        process = new ProcessBuilder(List.of(
                        Programs.find("rsyslogd"),
                        "-n",
                        "-f",
                        config.toString(),
                        "-i",
                        folder.resolve("pid").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rsyslog.out").toFile())
                .start();
        long startNs = System.nanoTime();
        while (!isListening()) {
            if (!process.isAlive() || System.nanoTime() - startNs > DEADLINE_NS) {
                throw new IllegalStateException(
                        "rsyslogd does not listen: " + Files.readString(folder.resolve("rsyslog.out")));
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return this;
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
            process = null;
        }
    }

    /** What it wrote: the app and the message of each line; a last one that is torn is not among them. */
    public List<String> lines() throws IOException {
        if (!Files.exists(output())) {
            return List.of();
        }
        String text = Files.readString(output());
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** The messages of these lines alone. */
    public List<String> messages() throws IOException {
        return lines().stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    /** Waits until it has written this line. */
    public void await(String line) throws IOException {
        long startNs = System.nanoTime();
        while (!lines().contains(line)) {
            if (System.nanoTime() - startNs > DEADLINE_NS) {
                throw new AssertionError("rsyslog has not written '" + line + "' but " + lines().size() + " lines");
            }
            LockSupport.parkNanos(20 * POLL_NS);
        }
    }

    /** SIGTERM, then {@code kill -9}. */
    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroy();
            running.onExit()
                    .completeOnTimeout(running, 10, TimeUnit.SECONDS)
                    .join()
                    .destroyForcibly();
        }
    }

    private Path output() {
        return folder.resolve("received");
    }

    private boolean isListening() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
