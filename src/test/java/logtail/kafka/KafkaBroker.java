package logtail.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;

/** A real Kafka broker, in KRaft mode and alone, as a process of its own on loopback. */
public final class KafkaBroker implements AutoCloseable {
    public static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

    private static final Path JARS = Path.of("src/test/kafka/target/jars").toAbsolutePath();
    static final String HOW = "mvn -f src/test/kafka brings them";
    private static final String CLUSTER = "bG9ndGFpbC1vZi10ZXN0cw"; // 16 bytes in base64
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(40);
    private static final long POLL_NS = 20_000_000;

    private final Path directory;
    private final Path config;
    private final int port = freePort();
    private final int saslPort = freePort();
    private Process process;

    private KafkaBroker(Path directory) throws IOException {
        this.directory = directory;
        config = Files.writeString(directory.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,SASL://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,SASL://127.0.0.1:%3$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT
                sasl.enabled.mechanisms=PLAIN
                listener.name.sasl.plain.sasl.jaas.config=%4$s required user_logtail="right";
                log.dirs=%5$s
                auto.create.topics.enable=false
                num.partitions=3
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                """.formatted(
                        port, freePort(), saslPort, LOGIN, directory.resolve("data")));
        run("kafka.tools.StorageTool", "format", "--cluster-id", CLUSTER, "--config", config.toString());
        process = launch();
    }

    /** Starts one, or skips the test where its jars are not, and says so. */
    public static KafkaBroker start(Path directory) throws IOException {
        Assumptions.assumeTrue(hasJars(), "needs the jars of a Kafka broker: " + HOW);
        return new KafkaBroker(directory);
    }

    /** Whether there is what a broker needs; says so if not. */
    static boolean hasJars() {
        boolean isThere = Files.isDirectory(JARS);
        if (!isThere) {
            Logger.getLogger(KafkaBroker.class.getName()).warning("skipped: no jars of a Kafka broker here; " + HOW);
        }
        return isThere;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process java(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", JARS + "/*"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
    }

    private void run(String... arguments) throws IOException {
        Process run = java(arguments);
        int code = run.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
        if (code != 0) {
            throw new IllegalStateException("exit code " + code + ":\n" + Files.readString(output()));
        }
    }

    private Process launch() throws IOException {
        Process started = java("kafka.Kafka", config.toString());
        long startNs = System.nanoTime();
        while (!isListening()) {
            if (!started.isAlive() || System.nanoTime() - startNs > DEADLINE_NS) {
                started.destroyForcibly();
                throw new IllegalStateException("the broker does not listen:\n" + Files.readString(output(), UTF_8));
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return started;
    }

    private boolean isListening() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path output() {
        return directory.resolve("output");
    }

    /** {@code 127.0.0.1:PORT}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The same for clients that have to log in, by SASL PLAIN as {@code logtail} with the password {@code right}. */
    public String saslAddress() {
        return "127.0.0.1:" + saslPort;
    }

    /** Stops it in good order and starts it again. */
    public void restart() throws IOException {
        stop();
        startAgain();
    }

    /** Stops it in good order. */
    public void stop() {
        process.toHandle().destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Kills it. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Stops it in the middle of whatever it does. */
    public void freeze() throws IOException {
        KafkaCluster.signal(process, "STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() throws IOException {
        KafkaCluster.signal(process, "CONT");
    }

    /** Starts one that has ended, with all that it had, at the same addresses. */
    public void startAgain() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
