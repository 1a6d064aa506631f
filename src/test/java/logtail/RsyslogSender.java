package logtail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real rsyslog that sends what it reads from a Unix socket over RELP; it can be killed and started again. */
public final class RsyslogSender implements AutoCloseable {
    private static final long POLL_NS = 5_000_000;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Path folder;
    private final Path config;
    private @Nullable Process process;

    private RsyslogSender(Path folder, InetSocketAddress server, String options) throws IOException {
        this.folder = folder;
        config = Files.writeString(
                folder.resolve("sender.conf"), """
                global(workDirectory="%1$s" maxMessageSize="64k")
                module(load="omrelp")
                module(load="imuxsock" SysSock.Use="off")
                input(type="imuxsock" Socket="%2$s" RateLimit.Interval="0")
                main_queue(queue.type="disk" queue.filename="q" queue.checkpointInterval="1" queue.dequeueBatchSize="100")
                action(type="omrelp" target="127.0.0.1" port="%3$d" %4$s template="RSYSLOG_SyslogProtocol23Format"
                       action.resumeRetryCount="-1" action.resumeInterval="1")
                """.formatted(folder, socket(), server.getPort(), options));
    }

    /**
     * One that sends over RELP.
     *
     * @param options more parameters of its omrelp, such as {@code rebindInterval="1"}
     */
    public static RsyslogSender relp(Path folder, InetSocketAddress server, String options) throws IOException {
        Programs.need("rsyslogd", "rsyslog");
        try (Stream<Path> libraries = Files.find(
                Path.of("/usr/lib"), 3, (path, attributes) -> path.endsWith(Path.of("rsyslog", "omrelp.so")))) {
            Programs.need(libraries.findAny().isPresent(), "omrelp.so", "rsyslog-relp");
        }
        return new RsyslogSender(folder, server, options);
    }

    /** Where it reads messages. */
    public Path socket() {
        return folder.resolve("in");
    }

    /** Starts it and waits until it reads. */
    public RsyslogSender start() throws IOException {
        Files.deleteIfExists(folder.resolve("pid")); // of one that was killed
        Files.deleteIfExists(socket());
        process = new ProcessBuilder(List.of(
                        Programs.find("rsyslogd"),
                        "-n",
                        "-f",
                        config.toString(),
                        "-i",
                        folder.resolve("pid").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sender.out").toFile())
                .start();
        long startNs = System.nanoTime();
        while (!Files.exists(socket())) {
            if (!process.isAlive() || System.nanoTime() - startNs > DEADLINE_NS) {
                throw new IllegalStateException(
                        "rsyslogd does not listen: " + Files.readString(folder.resolve("sender.out")));
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return this;
    }

    /** Sends the lines of {@code file} by {@code logger}, which waits while the queue has no room. */
    public void send(Path file) throws IOException, InterruptedException {
        Process logger = new ProcessBuilder(
                        Programs.find("logger"), "-u", socket().toString(), "-t", "made", "-f", file.toString())
                .inheritIO()
                .start();
        if (!logger.waitFor(60, TimeUnit.SECONDS) || logger.exitValue() != 0) {
            logger.destroyForcibly();
            throw new IllegalStateException("logger could not send " + file);
        }
    }

    /** Waits until its queue on the disk holds this text: what is still in its socket dies with it. */
    public void awaitQueued(String text) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        while (!isQueued(text)) {
            if (System.nanoTime() - startNs > DEADLINE_NS) {
                throw new IllegalStateException("rsyslogd has not queued '" + text + "'");
            }
            TimeUnit.NANOSECONDS.sleep(POLL_NS);
        }
    }

    private boolean isQueued(String text) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().matches("q\\.\\d+"))
                    .toList()) {
                if (Files.readString(file, ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor();
            process = null;
        }
    }

    /** What it said of itself. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("sender.out"));
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
}
