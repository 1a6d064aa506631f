package logtail.drain.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import logtail.drain.Sinks;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Delivery;
import logtail.drain.sink.Destination;
import logtail.drain.sink.NumberedEvents;
import logtail.drain.sink.Sink;
import logtail.kafka.KafkaBroker;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import logtail.net.ForbiddenAddressException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's producer in our sink, against a real broker. */
@Timeout(120)
class KafkaSinkIT {
    private static final Logger LOG = Logger.getLogger(KafkaSinkIT.class.getName());
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");
    private static final EventLoops LOOPS = new EventLoops();
    private static final int EVENTS = 100_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Brokers that start anew forget producers whose records are older than a day, and then take a retry for news. */
    private static final long NOW_NS = System.currentTimeMillis() * 1_000_000;

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws IOException {
        KAFKA.setLevel(Level.SEVERE);
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void close() {
        LOOPS.close();
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void deliversEveryEventOnceThoughTheBrokerIsRestarted() throws Exception {
        createTopic("all");
        try (var sink = sink("all", Map.of())) {
            var delivery = new Delivery(new NumberedEvents(NOW_NS), sink, 1, EVENTS);
            var isRestarted = new boolean[1];
            long startNs = System.nanoTime();
            var restarting = new ArrayList<Thread>();
            delivery.run(DEADLINE, id -> {
                if (!isRestarted[0] && id > EVENTS / 3) {
                    isRestarted[0] = true;
                    restarting.add(Thread.ofPlatform().start(() -> {
                        try {
                            broker.restart();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }));
                }
            });
            restarting.getFirst().join();
            LOG.info("kafka: %d events in %d ms with a restart of the broker, %d times the drain had to try again"
                    .formatted(
                            EVENTS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs), delivery.failures()));
        }
        expectEachOnceAndInOrderOfItsKey(read("all", EVENTS));
    }

    private static void expectEachOnceAndInOrderOfItsKey(List<ConsumerRecord<String, String>> records) {
        var seen = new BitSet();
        var lasts = new HashMap<String, Long>();
        for (var record : records) {
            long id = Long.parseLong(record.value().replaceFirst("\\{\"id\":\"([0-9]+)\".*", "$1"));
            assertThat(record.key()).isEqualTo(NumberedEvents.app(id));
            assertThat(record.timestamp()).isEqualTo(NOW_NS / 1_000_000 + id);
            assertThat(lasts.getOrDefault(record.key(), 0L)).isLessThan(id);
            lasts.put(record.key(), id);
            seen.set((int) id);
        }
        assertThat(records).hasSize(EVENTS);
        assertThat(seen.cardinality()).isEqualTo(EVENTS);
        assertThat(records.getFirst().value())
                .startsWith("{\"id\":\"")
                .endsWith("}")
                .contains("\"message\":\"number ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip", "lz4", "off"})
    void takesEachCompression(String compression) throws Exception {
        createTopic("compressed-" + compression);
        try (var sink = sink("compressed-" + compression, Map.of("compress", compression))) {
            assertThat(sink.send(new NumberedEvents().batch(sink.writing(), 1, 100)))
                    .isEqualTo(Sink.Answer.TAKEN);
            assertThat(sink.accepted()).isEqualTo(100);
        }
        assertThat(read("compressed-" + compression, 100)).hasSize(100);
    }

    @Test
    void namesEventsThatAreTooLargeAndTakesTheOthers() throws Exception {
        createTopic("small", Map.of("max.message.bytes", "10000"));
        var events =
                new NumberedEvents(id -> id == 3 ? "x".repeat(20_000) : id == 5 ? "x".repeat(200_000) : "short " + id);
        try (var sink = sink("small", Map.of("kafka.max.request.size", "100000", "compress", "off"))) {
            Sink.Answer answer = sink.send(events.batch(sink.writing(), 1, 6));
            assertThat(answer).isInstanceOfSatisfying(Sink.Answer.TakenBut.class, but -> {
                assertThat(but.rejections())
                        .extracting(Sink.Rejection::position)
                        .containsExactly(2, 4);
                assertThat(but.rejections().getFirst().reason()).contains("larger than");
            });
            assertThat(sink.accepted()).isEqualTo(6);
        }
        assertThat(read("small", 4))
                .extracting(record -> record.value().replaceFirst(".*\"message\":\"([^\"]*)\".*", "$1"))
                .containsExactlyInAnyOrder("short 1", "short 2", "short 4", "short 6");
    }

    @Test
    void waitsForATopicThatIsNotThereYet() throws Exception {
        try (var sink = sink("later", Map.of("kafka.max.block.ms", "1000"))) {
            Batch batch = new NumberedEvents().batch(sink.writing(), 1, 10);
            assertThat(sink.send(batch))
                    .isInstanceOfSatisfying(
                            Sink.Answer.Later.class,
                            later -> assertThat(later.reason())
                                    .contains(broker.address() + "/later")
                                    .contains("This server does not host this topic-partition"));
            createTopic("later");
            assertThat(sink.send(batch)).isEqualTo(Sink.Answer.TAKEN);
        }
        assertThat(read("later", 10)).hasSize(10);
    }

    @Test
    void logsInAndSaysWhenItMayNot() throws Exception {
        createTopic("private");
        var events = new NumberedEvents();
        try (var sink = create(broker.saslAddress() + "/private", login("wrong"), AddressGuard.NONE)) {
            assertThat(sink.send(events.batch(sink.writing(), 1, 10)))
                    .isInstanceOfSatisfying(
                            Sink.Answer.Later.class,
                            later -> assertThat(later.reason())
                                    .contains("Authentication failed")
                                    .doesNotContain("wrong"));
        }
        try (var sink = create(broker.saslAddress() + "/private", login("right"), AddressGuard.NONE)) {
            assertThat(sink.send(events.batch(sink.writing(), 1, 10))).isEqualTo(Sink.Answer.TAKEN);
        }
        assertThat(read("private", 10)).hasSize(10);
    }

    private static Map<String, String> login(String password) {
        return Map.of(
                "kafka.security.protocol", "SASL_PLAINTEXT",
                "kafka.sasl.mechanism", "PLAIN",
                "kafka.sasl.jaas.config",
                        "%s required username=\"logtail\" password=\"%s\";".formatted(KafkaBroker.LOGIN, password));
    }

    @Test
    void saysWhenNoBrokerAnswers() throws Exception {
        var options = Map.of("kafka.max.block.ms", "500");
        try (var sink = create("127.0.0.1:1/all", options, AddressGuard.NONE)) {
            assertThatThrownBy(() -> sink.send(new NumberedEvents().batch(sink.writing(), 1, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("127.0.0.1:1/all: no broker answers");
        }
    }

    @Test
    void connectsToNoBrokerThatTheGuardRefuses() throws Exception {
        AddressGuard guard = AddressGuard.allowing(List.of());
        try (var sink = create(broker.address() + "/all", Map.of(), guard)) {
            assertThatThrownBy(() -> sink.send(new NumberedEvents().batch(sink.writing(), 1, 1)))
                    .isInstanceOf(ForbiddenAddressException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }

    private static Sink sink(String topic, Map<String, String> options) {
        return create(broker.address() + "/" + topic, options, AddressGuard.NONE);
    }

    private static Sink create(String address, Map<String, String> options, AddressGuard guard) {
        return new Sinks(new Connector(LOOPS, guard), file -> true)
                .create("test", Destination.parse("kafka://" + address).destination(), options);
    }

    private static void createTopic(String name) throws Exception {
        createTopic(name, Map.of());
    }

    private static void createTopic(String name, Map<String, String> configuration) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.address()))) {
            admin.createTopics(List.of(new NewTopic(name, 3, (short) 1).configs(configuration)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Everything of a topic, which must become so much within the deadline; each partition in its order. */
    private static List<ConsumerRecord<String, String>> read(String topic, int count) {
        var byPartition = new TreeMap<Integer, List<ConsumerRecord<String, String>>>();
        var settings = Map.of(
                "bootstrap.servers", (Object) broker.address(), "auto.offset.reset", "earliest", "group.id", topic);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long expected = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(expected).isGreaterThanOrEqualTo(count);
            long deadlineNs = System.nanoTime() + DEADLINE.toNanos();
            for (long read = 0; read < expected; ) {
                assertThat(System.nanoTime())
                        .as("read %d of %d", read, expected)
                        .isLessThan(deadlineNs);
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    byPartition
                            .computeIfAbsent(record.partition(), unused -> new ArrayList<>())
                            .add(record);
                    read++;
                }
            }
        }
        return byPartition.values().stream().flatMap(List::stream).toList();
    }
}
