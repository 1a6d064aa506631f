package logtail.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Assumptions;

/** A real Kafka cluster on loopback: a controller, number 0, and brokers from 1 on, each a process that a test may do harm to. */
public final class KafkaCluster implements AutoCloseable {
    private static final Path SCRIPT = Path.of("docs/examples/cluster/broker").toAbsolutePath();
    private static final String LOOPBACK = "127.0.0.1";
    private static final int SESSION_MS = 3_000; // so that failures are short
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = 20_000_000;
    private static final int FIRST_PORT =
            15_000; // those below 32768 are nobody's end of a connection, so they stay free
    private static final int LAST_PORT = 32_000;
    private static final int TRIES = 20;

    private final Path directory;
    private final String host;
    private final int brokers;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private KafkaCluster(Path directory, String host, int brokers) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.host = host;
        this.brokers = brokers;
        port = freePorts(brokers + 1);
        for (int number = 0; number <= brokers; number++) {
            processes.add(launch(number));
        }
        for (int number = 1; number <= brokers; number++) {
            await(number);
        }
    }

    /** Starts one, or skips the test where the jars are not, and says so. */
    public static KafkaCluster start(Path directory, int brokers) throws IOException {
        return start(directory, LOOPBACK, brokers);
    }

    /** The same with brokers at another of our addresses. */
    public static KafkaCluster start(Path directory, String host, int brokers) throws IOException {
        Assumptions.assumeTrue(KafkaBroker.hasJars(), "needs the jars of a Kafka broker: " + KafkaBroker.HOW);
        return new KafkaCluster(directory, host, brokers);
    }

    /** The first of so many ports in a row that are free. */
    private static int freePorts(int count) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            if (IntStream.range(port, port + count).allMatch(KafkaCluster::isFree)) {
                return port;
            }
        }
        throw new IOException("no %d ports in a row are free".formatted(count));
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private Process launch(int number) throws IOException {
        var builder = new ProcessBuilder(SCRIPT.toString(), directory.toString(), Integer.toString(number))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(number).toFile()));
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("HOST", host);
        builder.environment().put("BROKERS", Integer.toString(brokers));
        builder.environment().put("SESSION", Integer.toString(SESSION_MS));
        builder.environment()
                .put("JAVA", ProcessHandle.current().info().command().orElse("java"));
        return builder.start();
    }

    private Path output(int number) {
        return directory.resolve("output-" + number);
    }

    private void await(int number) throws IOException {
        long startNs = System.nanoTime();
        while (!isListening(number == 0 ? LOOPBACK : host, port + number)) {
            if (!processes.get(number).isAlive() || System.nanoTime() - startNs > DEADLINE_NS) {
                close();
                throw new IllegalStateException(
                        "broker %d does not listen:%n%s".formatted(number, Files.readString(output(number))));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static boolean isListening(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** All brokers as {@code LOGTAIL_KAFKA} takes them. */
    public String addresses() {
        return IntStream.rangeClosed(1, brokers)
                .mapToObj(number -> host + ":" + (port + number))
                .collect(Collectors.joining(","));
    }

    /** Stops one in good order. */
    public void stop(int number) {
        processes.get(number).toHandle().destroy();
        processes.get(number).onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Kills one. */
    public void kill(int number) {
        processes.get(number).toHandle().destroyForcibly();
        processes.get(number).onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Starts those that have ended, at once and with all that they had. */
    public void startAgain(int... numbers) throws IOException {
        for (int number : numbers) {
            processes.set(number, launch(number));
        }
        for (int number : numbers) {
            await(number);
        }
    }

    /** Waits until all replicas of a topic are in sync. */
    public void awaitInSync(String topic) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) addresses()))) {
            long startNs = System.nanoTime();
            while (!isInSync(admin, topic)) {
                if (System.nanoTime() - startNs > DEADLINE_NS) {
                    throw new IllegalStateException("replicas of %s are not in sync".formatted(topic));
                }
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }

    private static boolean isInSync(Admin admin, String topic) throws InterruptedException, ExecutionException {
        var described = admin.describeTopics(List.of(topic)).allTopicNames().get();
        return described.values().stream()
                .flatMap(one -> one.partitions().stream())
                .allMatch(partition ->
                        partition.isr().size() == partition.replicas().size());
    }

    /** Stops one in the middle of whatever it does. */
    public void freeze(int number) throws IOException {
        signal(processes.get(number), "STOP");
    }

    /** Lets a frozen one go on. */
    public void thaw(int number) throws IOException {
        signal(processes.get(number), "CONT");
    }

    /** Sends a signal, such as {@code STOP}. */
    public static void signal(Process process, String signal) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (kill.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue() != 0) {
            throw new IOException("kill -%s did not work".formatted(signal));
        }
    }

    @Override
    public void close() {
        processes.forEach(process -> process.toHandle().destroyForcibly());
        processes.forEach(
                process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    }
}
