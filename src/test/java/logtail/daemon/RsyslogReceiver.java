package logtail.daemon;

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
import logtail.Programs;
import org.jspecify.annotations.Nullable;

/** A real rsyslog that writes the messages it is sent to a file; it can be killed and started again on the same port. */
final class RsyslogReceiver implements AutoCloseable {
    private static final long POLL_NS = 5_000_000;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Path folder;
    private final Path config;
    private final int port;
    private @Nullable Process process;

    private RsyslogReceiver(Path folder, String module, String input) throws IOException {
        this.folder = folder;
        port = freePort();
        config =
                Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="%s" maxMessageSize="64k")
                main_queue(queue.size="100000" queue.dequeueBatchSize="2000")
                %s
                input(%s address="127.0.0.1" port="%d")
                template(name="plain" type="string" string="%%app-name%% %%msg%%\\n")
                *.* action(type="omfile" file="%s" template="plain" ioBufferSize="64k" flushOnTXEnd="on")
                """.formatted(folder, module, input, port, output()));
    }

    /** Plain TCP. */
    static RsyslogReceiver tcp(Path folder) throws IOException {
        Programs.need("rsyslogd", "rsyslog");
        return new RsyslogReceiver(folder, "module(load=\"imtcp\")", "type=\"imtcp\"");
    }

    /** TLS, showing this certificate. */
    static RsyslogReceiver tls(Path folder, Path authority, Path certificate, Path key) throws IOException {
        Programs.need("rsyslogd", "rsyslog");
        boolean hasTls = Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")
                .anyMatch(lib -> Files.exists(Path.of(lib, "rsyslog/lmnsd_gtls.so")));
        Programs.need(hasTls, "lmnsd_gtls.so", "rsyslog-gnutls");
        return new RsyslogReceiver(folder, """
                global(DefaultNetstreamDriver="gtls" DefaultNetstreamDriverCAFile="%s"
                       DefaultNetstreamDriverCertFile="%s" DefaultNetstreamDriverKeyFile="%s")
                module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")""".formatted(authority, certificate, key), "type=\"imtcp\"");
    }

    int port() {
        return port;
    }

    RsyslogReceiver start() throws IOException {
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
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
            process = null;
        }
    }

    /** What it wrote: the app and the message of each line; a last one that is torn is not among them. */
    List<String> lines() throws IOException {
        if (!Files.exists(output())) {
            return List.of();
        }
        String text = Files.readString(output());
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Waits until it has written this line. */
    void await(String line) throws IOException {
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
