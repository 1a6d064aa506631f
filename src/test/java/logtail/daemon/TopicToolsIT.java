package logtail.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.cli.ChildJvm;
import logtail.event.EventId;
import logtail.journal.Blocks;
import logtail.journal.Journal;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.journal.kafka.KafkaJournal;
import logtail.journal.kafka.KafkaSettings;
import logtail.kafka.KafkaBroker;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import logtail.web.HttpSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code logtail journal} on topics of a real broker, one for each test. */
@Timeout(120)
class TopicToolsIT {
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final Pattern ROW =
            Pattern.compile("\\{\"id\":\"(\\d+)\",(.*\"app\":\"([^\"]+)\".*\"message\":\"([^\"]+)\".*)");
    private static final List<String> APPS = List.of("web", "db", "cron", "auth", "mail");
    private static final long NOON_NS = 1_800_000_000L * 1_000_000_000L;
    private static final int LANES = 3;
    private static final int BLOCK_EVENTS = 20;
    private static final int KILLS = 3;

    @TempDir
    private static Path kafka;

    private static KafkaBroker broker;

    @TempDir
    private Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private final String topic = "tools" + TOPICS.incrementAndGet();

    @BeforeAll
    static void start() throws IOException {
        broker = KafkaBroker.start(kafka);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void configure() {
        environment.putAll(Map.of(
                "LOGTAIL_JOURNAL",
                "kafka",
                "LOGTAIL_KAFKA",
                broker.address(),
                "LOGTAIL_KAFKA_TOPIC",
                topic,
                "LOGTAIL_KAFKA_LANES",
                Integer.toString(LANES),
                "LOGTAIL_KAFKA_REPLICAS",
                "1",
                "LOGTAIL_HTTP",
                "127.0.0.1:1"));
    }

    @Test
    void exportsWhatEveryTailGets() throws Exception {
        try (var daemon = RunningDaemon.start(data, withoutListeners())) {
            for (int post = 0; post < 10; post++) {
                try (var http = HttpSocket.open(daemon.http())) {
                    String app = APPS.get(post % APPS.size());
                    assertThat(http.post("/logs?app=" + app, "one\ntwo\n".getBytes(UTF_8))
                                    .status())
                            .isEqualTo(204);
                }
            }
            assertThat(export(0, Long.MAX_VALUE)).isEqualTo(JournalTools.OK);
            List<String> exported = rows();
            assertThat(exported).hasSizeGreaterThanOrEqualTo(20);
            List<String> tail = HttpSocket.get(daemon.http(), "/tail?lines=all&follow=false")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("{\"id\""))
                    .toList();
            assertThat(tail).startsWith(exported.toArray(new String[0])); // and what the daemon says of itself
        }
    }

    @Test
    void exportsFromOneIdToAnotherInTheMergedOrder() throws Exception {
        write(60);
        export(0, Long.MAX_VALUE);
        List<String> all = rows();
        assertThat(all).hasSize(60);
        for (int from = 0; from < 60; from += 7) {
            for (int to = from; to < 60; to += 11) {
                assertThat(export(id(all.get(from)), id(all.get(to)))).isEqualTo(JournalTools.OK);
                assertThat(rows()).isEqualTo(all.subList(from, to + 1));
            }
        }
        assertThat(export(id(all.get(5)), id(all.get(4)))).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(err.toString(UTF_8)).contains("--to " + id(all.get(4)) + " comes before --from");
    }

    @Test
    void refusesIdsThatAreNotThere() throws Exception {
        write(10);
        assertThat(export(EventId.first(3, 1), Long.MAX_VALUE)).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(err.toString(UTF_8))
                .contains("is an id of lane 3, and the topic has lanes 0 to 2 (ids of a data directory are others)");
        assertThat(export(0, EventId.first(0, 1000))).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(err.toString(UTF_8)).contains("--to 4096000 is not in the topic; lane 0 has ");
        assertThat(tools().tailIds()).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(err.toString(UTF_8)).contains("each lane of topic " + topic);
    }

    @Test
    void countsLanesEventsAndApps() throws Exception {
        write(30);
        assertThat(tools().stats()).isEqualTo(JournalTools.OK);
        assertThat(lines())
                .contains("journal  topic %s at %s".formatted(topic, broker.address()))
                .contains("lanes    3", "events   30", "losses   none")
                .contains("received 2027-01-15T08:00:00Z to 2027-01-15T08:00:00.000000029Z")
                .anyMatch(line -> line.matches("blocks {3}\\d+, \\d+ bytes on average"))
                .anyMatch(line -> line.matches("[012] +\\d+ +\\d+ +\\d+ +\\d+\\.\\.\\d+ +0\\.\\.\\d+"))
                .anyMatch(line -> line.matches("web +6"));
    }

    @Test
    void verifiesAndNamesWhatIsDamagedOrTakenByRetention() throws Exception {
        write(30);
        assertThat(tools().verify()).isEqualTo(JournalTools.OK);
        assertThat(lines().getLast()).isEqualTo("sound");
        assertThat(lines().get(1)).startsWith("read 30 events in ");
        List<Integer> filled = filledLanes();
        int lane = filled.getFirst();
        long damaged = offset(lane);
        damage(lane);
        write(30);
        deleteBefore(filled.getLast(), 2);
        out.reset();
        assertThat(tools().verify()).isEqualTo(JournalTools.DAMAGED);
        String ids = "%d..%d".formatted(EventId.first(lane, damaged + 1), EventId.first(lane, damaged + 2) - 1);
        assertThat(lines())
                .contains("taken by retention lane=%d offsets=0..1".formatted(filled.getLast()))
                .contains("damaged lane=%d offsets=%d..%d ids=%s: %s"
                        .formatted(lane, damaged, damaged, ids, "the checksum does not match"));
        assertThat(lines().getLast()).isEqualTo("NOT SOUND: 1 ranges, 1 blocks lost");
        assertThat(export(0, Long.MAX_VALUE)).isEqualTo(JournalTools.OK);
        assertThat(lines())
                .contains("{\"gap\":{\"from\":\"%s\",\"to\":\"%s\",\"count\":0,\"reason\":\"damage\"}}"
                        .formatted((Object[]) ids.split("\\.\\.")));
        assertThat(tools().stats()).isEqualTo(JournalTools.OK);
    }

    @Test
    void namesOffsetsThatHaveNoBlock() throws Exception {
        write(30);
        int lane = filledLanes().getFirst();
        long mark = offset(lane) + 1;
        appendInATransaction(lane);
        assertThat(tools().verify()).isEqualTo(JournalTools.DAMAGED);
        String missing = "missing lane=%d offsets=%d..%d ids=%d..%d: these offsets are not there"
                .formatted(lane, mark, mark, EventId.first(lane, mark + 1), EventId.first(lane, mark + 2) - 1);
        assertThat(lines()).contains(missing);
        write(30);
        out.reset();
        assertThat(tools().verify()).isEqualTo(JournalTools.DAMAGED);
        assertThat(lines()).contains(missing);
        out.reset();
        assertThat(tools().stats()).isEqualTo(JournalTools.OK);
        assertThat(lines()).contains("losses   1; logtail journal verify names them");
    }

    @Test
    void saysWhenThereIsNoTopicAndMakesNone() throws IOException {
        assertThat(tools().stats()).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(tools().verify()).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(export(0, Long.MAX_VALUE)).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(err.toString(UTF_8).lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("logtail journal: there is no topic " + topic)
                        .contains("LOGTAIL_KAFKA"));
    }

    @Test
    void saysWhichSettingsCannotBeUsed() {
        environment.remove("LOGTAIL_KAFKA");
        assertThatThrownBy(this::tools)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("LOGTAIL_KAFKA: missing");
    }

    @Test
    void copiesADirectoryInTheOrderOfEachApp() throws Exception {
        fill(3_000);
        assertThat(copy()).isEqualTo(JournalTools.OK);
        assertThat(lines().getFirst())
                .isEqualTo("copied 3000 events, ids 1..3000, to topic %s at %s".formatted(topic, broker.address()));
        expectTheSame();
        out.reset();
        assertThat(copy()).isEqualTo(JournalTools.OK);
        assertThat(lines().getFirst()).startsWith("no event is left to copy to topic " + topic);
        expectTheSame();
        fill(100);
        out.reset();
        assertThat(copy()).isEqualTo(JournalTools.OK);
        assertThat(lines().getFirst()).startsWith("copied 100 events, ids 3001..3100, to ");
        expectTheSame();
    }

    @Test
    void copiesNothingTwiceWithoutItsNote() throws Exception {
        fill(3_000);
        copy();
        Files.delete(data.resolve(CopyNote.FILE));
        fill(100);
        out.reset();
        assertThat(copy()).isEqualTo(JournalTools.OK);
        assertThat(lines().get(1)).isEqualTo("3000 of them were there from a copy that was interrupted");
        expectTheSame();
    }

    @Test
    void goesOnAfterBeingKilledAnywhere() throws Exception {
        fill(400_000);
        long before = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = launchCopy();
            while (process.isAlive() && ends() == before) {
                TimeUnit.MILLISECONDS.sleep(kill);
            }
            process.destroyForcibly().onExit().join();
            before = ends();
        }
        assertThat(copy()).isEqualTo(JournalTools.OK);
        expectTheSame();
        assertThat(tools().verify()).isEqualTo(JournalTools.OK);
    }

    @Test
    void copiesBesideEventsThatAreThere() throws Exception {
        write(30);
        fill(300);
        assertThat(copy()).isEqualTo(JournalTools.OK);
        export(0, Long.MAX_VALUE);
        assertThat(rows()).hasSize(330);
    }

    @Test
    void tellsWhatCannotBeCopied() throws Exception {
        fill(3_000);
        Path file = file();
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, ISO_8859_1).indexOf("event 1500 ");
        bytes[at] = 'X';
        Files.write(file, bytes);
        assertThat(copy()).isEqualTo(JournalTools.DAMAGED);
        assertThat(err.toString(UTF_8)).contains("not copied: damaged file=" + file.getFileName());
        assertThat(lines()).contains("NOT COPIED: 1 ranges, which are damaged or missing");
        assertThat(lines().getFirst()).startsWith("copied 2980 events, ids 1..3000, to ");
    }

    @Test
    void leavesADirectoryAloneThatADaemonUses() throws Exception {
        try (var journal = open()) {
            assertThat(journal.lastIndex()).isZero();
            assertThat(copy()).isEqualTo(JournalTools.UNREADABLE);
            assertThat(err.toString(UTF_8)).contains("a daemon or another copy uses " + data);
        }
        Path missing = data.resolve("missing");
        assertThat(JournalTools.copyToKafka(Optional.of(missing), environment, out, errors(), false))
                .isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(missing).doesNotExist();
    }

    private Map<String, String> withoutListeners() {
        var settings = new HashMap<>(environment);
        settings.remove("LOGTAIL_HTTP");
        return settings;
    }

    private JournalTools tools() {
        return JournalTools.of(environment, out, errors());
    }

    private PrintStream errors() {
        return new PrintStream(err, true, UTF_8);
    }

    private int export(long from, long to) throws IOException {
        out.reset();
        return tools().export(from, to, false);
    }

    private int copy() throws IOException {
        return JournalTools.copyToKafka(Optional.of(data), environment, out, errors(), false);
    }

    private Process launchCopy() throws IOException {
        List<String> command = ChildJvm.cli("journal", "copy", "--data", data.toString(), "--to", "kafka");
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> lines() {
        return out.toString(UTF_8).lines().toList();
    }

    private List<String> rows() {
        return lines().stream().filter(line -> line.startsWith("{\"id\"")).toList();
    }

    private static long id(String row) {
        return Long.parseLong(row.substring("{\"id\":\"".length(), row.indexOf('"', "{\"id\":\"".length())));
    }

    /** Of each app the same events in the same order, all but their ids. */
    private void expectTheSame() throws IOException {
        export(0, Long.MAX_VALUE);
        Map<String, List<String>> there = byApp(rows());
        out.reset();
        new JournalTools(data, out, errors()).export(0, Long.MAX_VALUE, false);
        assertThat(there).isEqualTo(byApp(rows()));
    }

    private static Map<String, List<String>> byApp(List<String> rows) {
        return rows.stream()
                .map(ROW::matcher)
                .filter(row -> {
                    assertThat(row.matches()).isTrue();
                    return true;
                })
                .collect(Collectors.groupingBy(
                        row -> row.group(3), Collectors.mapping(row -> row.group(2), Collectors.toList())));
    }

    /** Writes so many events of all apps to the topic. */
    private void write(int events) {
        KafkaSettings settings = KafkaSettings.from(new Env(environment));
        try (var journal = KafkaJournal.open(settings, (where, fault) -> {
            throw new AssertionError(where, fault);
        })) {
            for (int event = 0; event < events; event++) {
                append(journal, NOON_NS + event, event);
                if (event % 4 == 3) {
                    journal.commit();
                }
            }
            journal.commit();
        }
    }

    private static void append(Journal journal, long receivedNs, int... numbers) {
        String app = APPS.get(numbers[0] % APPS.size());
        String[] texts = IntStream.of(numbers)
                .mapToObj(number -> "event " + number + " of " + app)
                .toArray(String[]::new);
        byte[] bytes = Blocks.of(app, receivedNs, texts);
        journal.append(bytes, bytes.length, Blocks.NOBODY);
    }

    private ChronicleJournal open() {
        return ChronicleJournal.open(JournalSettings.in(data), () -> NOON_NS);
    }

    /** Appends so many events of all apps to the directory, 20 of an app in each block. */
    private void fill(int events) {
        try (var journal = open()) {
            for (int first = 0; first < events; first += BLOCK_EVENTS) {
                int from = first;
                int app = first / BLOCK_EVENTS % APPS.size();
                append(
                        journal,
                        NOON_NS + first,
                        IntStream.range(0, BLOCK_EVENTS)
                                .map(i -> (from + i) * APPS.size() + app)
                                .toArray());
                if (first % 10_000 == 0) {
                    journal.commit();
                }
            }
            journal.commit();
        }
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Appends a copy of the newest record of a lane, in which a bit is another. */
    private void damage(int lane) throws Exception {
        byte[] value = newestRecord(lane);
        value[value.length - 1] ^= 1;
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, lane, new byte[0], value)).get(20, TimeUnit.SECONDS);
        }
    }

    /** Appends the newest record of a lane again, and the mark of a transaction behind it. */
    private void appendInATransaction(int lane) throws Exception {
        byte[] value = newestRecord(lane);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, lane, new byte[0], value));
            producer.commitTransaction();
        }
    }

    private byte[] newestRecord(int lane) throws Exception {
        long newest = offset(lane) - 1;
        var partition = new TopicPartition(topic, lane);
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, newest);
            var records = consumer.poll(Duration.ofSeconds(20));
            return records.iterator().next().value();
        }
    }

    private void deleteBefore(int lane, long offset) throws Exception {
        try (var admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, lane), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private long ends() throws Exception {
        try (var admin = admin()) {
            if (!admin.listTopics().names().get(20, TimeUnit.SECONDS).contains(topic)) {
                return 0;
            }
        }
        long sum = 0;
        for (int lane = 0; lane < LANES; lane++) {
            sum += offset(lane);
        }
        return sum;
    }

    private List<Integer> filledLanes() throws Exception {
        var filled = new ArrayList<Integer>();
        for (int lane = 0; lane < LANES; lane++) {
            if (offset(lane) > 0) {
                filled.add(lane);
            }
        }
        assertThat(filled).hasSizeGreaterThan(1);
        return filled;
    }

    /** Behind the newest record of a lane. */
    private long offset(int lane) throws Exception {
        var partition = new TopicPartition(topic, lane);
        try (var admin = admin()) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(20, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.address()));
    }
}
