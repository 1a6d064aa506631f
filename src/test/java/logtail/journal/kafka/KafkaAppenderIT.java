package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.EventId;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.journal.Blocks;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import logtail.journal.JournalUnreadableException;
import logtail.kafka.KafkaBroker;
import logtail.runtime.Deadline;
import logtail.runtime.Env;
import logtail.runtime.KafkaProperties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The writing half against a real broker. */
@Timeout(120)
class KafkaAppenderIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long POLL_NS = 10_000_000;
    private static final int APPS = 40;

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() throws IOException {
        KafkaProperties.quiet();
        broker = KafkaBroker.start(directory);
        admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.address()));
    }

    @AfterAll
    static void close() {
        if (broker != null) {
            admin.close(Duration.ZERO);
            broker.close();
        }
    }

    @Test
    void makesTheTopic() throws Exception {
        var settings = settings(
                "made", "LOGTAIL_KAFKA_LANES", "5", "LOGTAIL_RETAIN_BYTES", "800MiB", "LOGTAIL_RETAIN_FOR", "36h");
        try (var topic = JournalTopic.open(settings);
                var again = JournalTopic.open(settings)) {
            assertThat(topic.lanes()).isEqualTo(5);
            assertThat(again.id()).isEqualTo(topic.id());
            assertThat(topic.beginnings()).containsExactly(0, 0, 0, 0, 0);
            assertThat(topic.ends()).containsExactly(0, 0, 0, 0, 0);
            assertThat(topic.offsetsAt(0)).containsExactly(0, 0, 0, 0, 0);
        }
        Config config = config("made");
        assertThat(Map.of(
                        "cleanup.policy", "delete",
                        "message.timestamp.type", "LogAppendTime",
                        "unclean.leader.election.enable", "false",
                        "compression.type", "producer",
                        "min.insync.replicas", "1",
                        "retention.ms", Long.toString(Duration.ofHours(36).toMillis()),
                        "retention.bytes", Long.toString(160L << 20),
                        "segment.ms", Long.toString(Duration.ofMinutes(135).toMillis()),
                        "segment.bytes", Long.toString(10L << 20)))
                .allSatisfy((name, value) ->
                        assertThat(config.get(name).value()).as(name).isEqualTo(value));
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void storesEachEventOnceAndKeepsTheOrderOfItsApp(Packing packing) throws Exception {
        var settings = settings(
                "all-" + packing, "LOGTAIL_KAFKA_COMPRESS", packing.name().toLowerCase(Locale.ROOT));
        var acknowledged = new TreeMap<Long, Integer>();
        long beganMs = System.currentTimeMillis();
        try (var topic = JournalTopic.open(settings);
                var appender = new KafkaAppender(topic, settings)) {
            int number = 0;
            for (int commit = 0; commit < 20; commit++) {
                for (int block = 0; block < 5; block++) {
                    append(
                            appender,
                            number,
                            100,
                            (first, count) ->
                                    assertThat(acknowledged.put(first, count)).isNull());
                    number += 100;
                }
                assertThat(acknowledged.values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(commit * 500);
                appender.commit();
            }
            appender.commit();
            assertThat(appender.trouble()).isEmpty();
            List<Event> events = read(topic);
            expectEachOnceAndInOrder(events, number);
            assertThat(ids(acknowledged))
                    .containsExactlyInAnyOrderElementsOf(
                            events.stream().map(Event::index).toList());
            assertThat(Arrays.stream(topic.ends()).sum()).isEqualTo(lanesOfApps() * 20);
            assertThat(topic.beginnings()).containsOnly(0);
            assertThat(topic.offsetsAt(beganMs - 60_000)).containsOnly(0);
            assertThat(topic.offsetsAt(System.currentTimeMillis() + 60_000)).isEqualTo(topic.ends());
        }
    }

    @Test
    void losesAndDoublesNothingWhenTheBrokerIsAwayAndSaysWhatIsMissing() throws Exception {
        var settings = settings("away");
        try (var topic = JournalTopic.open(settings);
                var appender = new KafkaAppender(topic, settings)) {
            var isOver = new AtomicBoolean();
            var counts = new int[2];
            var writing = CompletableFuture.runAsync(
                    () -> {
                        while (!isOver.get()) {
                            append(appender, counts[0], 50, (first, count) -> counts[1] += count);
                            counts[0] += 50;
                            appender.commit();
                        }
                    },
                    KafkaAppenderIT::start);
            await(() -> blocks(topic) > 0, "blocks");
            broker.kill();
            await(() -> !appender.trouble().isEmpty(), "trouble");
            await(
                    () -> appender.trouble().matches("no broker of LOGTAIL_KAFKA has answered for [3-9] s"),
                    "the reason");
            assertThatThrownBy(topic::ends)
                    .isInstanceOf(JournalUnreadableException.class)
                    .hasMessageContaining("LOGTAIL_KAFKA")
                    .hasMessageContaining("away");
            broker.startAgain();
            await(() -> appender.trouble().isEmpty(), "no trouble");
            broker.restart();
            long end = blocks(topic);
            await(() -> blocks(topic) > end, "new blocks");
            isOver.set(true);
            writing.get(30, TimeUnit.SECONDS);
            assertThat(counts[1]).isEqualTo(counts[0]);
            expectEachOnceAndInOrder(read(topic), counts[0]);
        }
    }

    /** The common pool is the JDK's, which notices there that a process has ended. */
    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }

    private static long blocks(JournalTopic topic) {
        try {
            return Arrays.stream(topic.ends()).sum();
        } catch (JournalUnreadableException e) {
            return -1;
        }
    }

    @Test
    void endsAWaitWhenItIsClosed() throws Exception {
        var settings = settings("closed");
        try (var topic = JournalTopic.open(settings)) {
            var appender = new KafkaAppender(topic, settings);
            append(appender, 0, 10, Blocks.NOBODY);
            appender.commit();
            admin.deleteTopics(List.of("closed")).all().get(30, TimeUnit.SECONDS);
            append(appender, 10, 10, (first, count) -> {
                throw new AssertionError("it is not stored");
            });
            var commit = CompletableFuture.runAsync(appender::commit, KafkaAppenderIT::start);
            await(() -> appender.trouble().equals("topic closed is gone"), "trouble");
            appender.close();
            appender.close();
            assertThatThrownBy(() -> commit.get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("topic closed is gone");
        }
    }

    @Test
    void failsWhenTheTopicWasMadeAnew() throws Exception {
        var settings = settings("anew");
        try (var topic = JournalTopic.open(settings);
                var appender = new KafkaAppender(topic, settings)) {
            append(appender, 0, 500, Blocks.NOBODY);
            appender.commit();
            admin.deleteTopics(List.of("anew")).all().get(30, TimeUnit.SECONDS);
            await(() -> isMade("anew"), "a new topic");
            append(appender, 500, 500, Blocks.NOBODY);
            assertThatThrownBy(appender::commit)
                    .isInstanceOf(JournalFailedException.class)
                    .hasMessageContaining("topic anew was made anew");
            try (var other = JournalTopic.open(settings)) {
                assertThat(other.id()).isNotEqualTo(topic.id());
            }
        }
    }

    @Test
    void failsWhenTheTopicWasMadeAnewWhileItWaits() throws Exception {
        var settings = settings("replaced");
        try (var topic = JournalTopic.open(settings);
                var appender = new KafkaAppender(topic, settings)) {
            append(appender, 0, 500, Blocks.NOBODY);
            appender.commit();
            admin.deleteTopics(List.of("replaced")).all().get(30, TimeUnit.SECONDS);
            append(appender, 500, 500, Blocks.NOBODY);
            var commit = CompletableFuture.runAsync(appender::commit, KafkaAppenderIT::start);
            await(() -> appender.trouble().equals("topic replaced is gone"), "trouble");
            await(() -> isMade("replaced"), "a new topic");
            assertThatThrownBy(() -> commit.get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(JournalFailedException.class)
                    .hasMessageContaining("topic replaced was made anew");
        }
    }

    private static boolean isMade(String name) {
        try {
            create(name, 12, Map.of("message.timestamp.type", "LogAppendTime"));
            return true;
        } catch (Exception e) { // the old one is not gone yet
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy, compact, delete",
        "message.timestamp.type, CreateTime, LogAppendTime",
        "unclean.leader.election.enable, true, false",
        "compression.type, gzip, producer",
        "max.message.bytes, 100000, at least 1048576",
        "min.insync.replicas, 2, 'at most 1, as there are no more replicas'"
    })
    void refusesATopicThatDoesNotKeepWhatWePromise(String name, String value, String wanted) throws Exception {
        String topic = "wrong-" + name;
        JournalTopic.open(settings(topic)).close();
        configure(topic, name, value);
        assertThatThrownBy(() -> JournalTopic.open(settings(topic)))
                .isInstanceOf(JournalFailedException.class)
                .hasMessage("topic %s (LOGTAIL_KAFKA_TOPIC) has %s=%s, the journal needs %s"
                        .formatted(topic, name, value, wanted));
    }

    @Test
    void refusesTooFewReplicas() throws Exception {
        assertThatThrownBy(() -> JournalTopic.open(settings("rf", "LOGTAIL_KAFKA_REPLICAS", "3")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("too few brokers for LOGTAIL_KAFKA_REPLICAS=3");
        JournalTopic.open(settings("rf")).close();
        assertThatThrownBy(() -> JournalTopic.open(settings("rf", "LOGTAIL_KAFKA_REPLICAS", "2")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("topic rf (LOGTAIL_KAFKA_TOPIC) has 1 replica")
                .hasMessageContaining("LOGTAIL_KAFKA_REPLICAS=2");
    }

    @Test
    void makesNoTopicWhenItMayNot() {
        assertThatThrownBy(() -> JournalTopic.open(settings("missing", "LOGTAIL_KAFKA_CREATE", "off")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessage("there is no topic missing (LOGTAIL_KAFKA_TOPIC) at %s, and LOGTAIL_KAFKA_CREATE=off"
                        .formatted(broker.address()));
    }

    @Test
    void refusesATopicOfSomebodyElse() throws Exception {
        var settings = settings("foreign");
        try (var topic = JournalTopic.open(settings);
                var producer = topic.newProducer()) {
            producer.send(new ProducerRecord<>("foreign", 3, null, "{\"a\":1}".getBytes(UTF_8)))
                    .get(30, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> JournalTopic.open(settings))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("topic foreign (LOGTAIL_KAFKA_TOPIC) holds records that are no blocks");
    }

    @Test
    void keepsTheLanesOfTheFirstBlocks() throws Exception {
        var settings = settings("grown", "LOGTAIL_KAFKA_LANES", "3");
        try (var topic = JournalTopic.open(settings);
                var appender = new KafkaAppender(topic, settings)) {
            append(appender, 0, 500, Blocks.NOBODY);
            appender.commit();
        }
        admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(7)))
                .all()
                .get(30, TimeUnit.SECONDS);
        var others = settings("grown", "LOGTAIL_KAFKA_LANES", "9");
        try (var topic = JournalTopic.open(others);
                var appender = new KafkaAppender(topic, others)) {
            assertThat(topic.lanes()).isEqualTo(3);
            assertThat(topic.ends()).hasSize(3);
            append(appender, 500, 500, Blocks.NOBODY);
            appender.commit();
            expectEachOnceAndInOrder(read(topic), 1_000);
        }
    }

    @Test
    void logsInAndSaysWhenItMayNot() {
        assertThatThrownBy(() -> JournalTopic.open(login("wrong")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("Authentication failed")
                .hasMessageContaining(broker.saslAddress())
                .message()
                .doesNotContain("wrong");
        var settings = login("right");
        try (var topic = JournalTopic.open(settings);
                var appender = new KafkaAppender(topic, settings)) {
            append(appender, 0, 10, Blocks.NOBODY);
            appender.commit();
            expectEachOnceAndInOrder(read(topic), 10);
        }
    }

    private static KafkaSettings login(String password) {
        return settings(
                "private",
                "LOGTAIL_KAFKA",
                broker.saslAddress(),
                "LOGTAIL_KAFKA_OPTIONS",
                "security.protocol=SASL_PLAINTEXT sasl.mechanism=PLAIN sasl.jaas.config=%s required username=\"logtail\" password=\"%s\";"
                        .formatted(KafkaBroker.LOGIN, password));
    }

    @Test
    void saysWhichPropertyIsNoGood() {
        assertThatThrownBy(
                        () -> JournalTopic.open(settings("any", "LOGTAIL_KAFKA_OPTIONS", "send.buffer.bytes=secret")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("LOGTAIL_KAFKA_OPTIONS")
                .hasMessageContaining("send.buffer.bytes")
                .message()
                .doesNotContain("secret");
    }

    private static KafkaSettings settings(String topic, String... more) {
        var variables = new HashMap<String, String>();
        variables.put("LOGTAIL_KAFKA", broker.address());
        variables.put("LOGTAIL_KAFKA_TOPIC", topic);
        variables.put("LOGTAIL_KAFKA_REPLICAS", "1");
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        var env = new Env(variables);
        KafkaSettings settings = KafkaSettings.from(env);
        env.finish();
        return settings;
    }

    /** Events with these numbers, each of one of 40 apps. */
    private static void append(KafkaAppender appender, int from, int count, Journal.Appended appended) {
        var encoder = new BlockEncoder(64 << 10, 1 << 10);
        var line = new Line();
        for (int number = from; number < from + count; number++) {
            line.app.set(Slice.of("app-" + number % APPS));
            line.message.set(Slice.of("number " + number));
            assertThat(encoder.tryAppend(line, number)).isTrue();
        }
        encoder.finish();
        appender.append(encoder.bytes(), encoder.lengthBytes(), null, appended);
    }

    private static long lanesOfApps() {
        return IntStream.range(0, APPS)
                .mapToObj(app -> ("app-" + app).getBytes(UTF_8))
                .mapToInt(app -> Lanes.lane(app, 0, app.length, 12))
                .distinct()
                .count();
    }

    private static List<Long> ids(Map<Long, Integer> acknowledged) {
        return acknowledged.entrySet().stream()
                .flatMap(part -> IntStream.range(0, part.getValue()).mapToObj(i -> part.getKey() + i))
                .toList();
    }

    private static void expectEachOnceAndInOrder(List<Event> events, int count) {
        var lasts = new HashMap<String, Long>();
        for (var event : events) {
            long number = event.receivedAtNs();
            assertThat(event.app()).isEqualTo("app-" + number % APPS);
            assertThat(new String(event.message(), UTF_8)).isEqualTo("number " + number);
            assertThat(lasts.getOrDefault(event.app(), -1L)).isLessThan(number);
            lasts.put(event.app(), number);
        }
        assertThat(events.stream().map(Event::receivedAtNs).distinct()).hasSize(count);
        assertThat(events).hasSize(count);
    }

    /** All events of a topic, lane by lane. */
    private static List<Event> read(JournalTopic topic) {
        var byLane = new TreeMap<Integer, List<Event>>();
        long[] ends = topic.ends();
        try (var consumer = topic.newConsumer(Duration.ofMillis(100), 1 << 20);
                var packer = new PackedBlock()) {
            var lanes =
                    IntStream.range(0, topic.lanes()).mapToObj(topic::partition).toList();
            consumer.assign(lanes);
            consumer.seekToBeginning(lanes);
            Deadline deadline = Deadline.in(DEADLINE);
            for (long left = Arrays.stream(ends).sum(); left > 0; ) {
                assertThat(deadline.isOver()).as("%d blocks left", left).isFalse();
                for (var found : consumer.poll(Duration.ofSeconds(1))) {
                    long first = EventId.first(found.partition(), found.offset() + 1);
                    byte[] bytes = packer.unpack(found.value(), first, found.timestamp() * 1_000_000, 0);
                    assertThat(PackedBlock.lanes(found.value())).isEqualTo(topic.lanes());
                    byLane.computeIfAbsent(found.partition(), unused -> new ArrayList<>())
                            .addAll(Blocks.events(new Block().wrap(bytes, 0)));
                    left--;
                }
            }
        }
        return byLane.values().stream().flatMap(List::stream).toList();
    }

    private static void create(String name, int partitions, Map<String, String> configuration) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configuration)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private static void configure(String topic, String name, String value) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get(30, TimeUnit.SECONDS);
    }

    private static Config config(String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return AdminAnswers.only(admin.describeConfigs(List.of(resource)).all().get(30, TimeUnit.SECONDS));
    }

    private static void await(BooleanSupplier condition, String what) {
        Deadline deadline = Deadline.in(DEADLINE);
        while (!condition.getAsBoolean()) {
            assertThat(deadline.isOver()).as("waiting for %s", what).isFalse();
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
