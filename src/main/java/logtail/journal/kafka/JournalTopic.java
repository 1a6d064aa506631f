package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalId;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.Deadline;
import logtail.runtime.KafkaProperties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * The topic that holds the journal: a lane is a partition, and its number that of the partition. Partitions that were added later
 * are no lanes, as apps would move. Any thread.
 */
final class JournalTopic implements LaneSource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final Clients clients;
    private final Admin admin;
    private final Uuid uuid;
    private final JournalId id;
    private final int minInSync;
    private final int lanes;

    private JournalTopic(KafkaSettings settings, Clients clients, Admin admin, TopicStart.Checked topic) {
        this.settings = settings;
        this.clients = clients;
        this.admin = admin;
        uuid = topic.description().topicId();
        id = id(uuid);
        minInSync = topic.minInSync();
        lanes = new TopicLanes(settings, clients)
                .of(topic.description().partitions().size());
    }

    /**
     * Finds the topic, or makes it where that is allowed.
     *
     * @throws JournalFailedException when it is not there, is not right or cannot be asked for
     */
    static JournalTopic open(KafkaSettings settings) {
        return open(settings, TopicStart::topic);
    }

    /**
     * Finds the topic, to be read alone: however it is configured will do.
     *
     * @throws NoTopicException when it is not there
     * @throws JournalFailedException when it cannot be asked for
     */
    static JournalTopic find(KafkaSettings settings) {
        return open(settings, TopicStart::existing);
    }

    private static JournalTopic open(KafkaSettings settings, Function<TopicStart, TopicStart.Checked> start) {
        KafkaProperties.quiet();
        var clients = new Clients(settings);
        Admin admin = clients.admin();
        try {
            return new JournalTopic(settings, clients, admin, start.apply(new TopicStart(settings, admin)));
        } catch (RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    /** Each topic has another, even one of the same name, where brokers know such ids. */
    private JournalId id(Uuid topic) {
        if (topic.equals(Uuid.ZERO_UUID)) {
            return idOf(UUID.nameUUIDFromBytes((cluster() + '/' + name()).getBytes(UTF_8))
                    .getMostSignificantBits());
        }
        return idOf(topic.getMostSignificantBits() ^ topic.getLeastSignificantBits());
    }

    private static JournalId idOf(long value) {
        return new JournalId(value == 0 ? 1 : value);
    }

    /** The same however a node writes the addresses of its brokers. */
    private String cluster() {
        try {
            return AdminAnswers.of(admin.describeCluster().clusterId(), Deadline.in(PATIENCE));
        } catch (KafkaException e) {
            throw new JournalFailedException(
                    "Kafka (%s) does not tell which cluster it is: %s"
                            .formatted(KafkaSettings.SERVERS, AdminAnswers.reason(e)),
                    e);
        }
    }

    /** The identity of the journal. */
    JournalId id() {
        return id;
    }

    String name() {
        return settings.topic();
    }

    /** How many lanes it has; never changes. */
    @Override
    public int lanes() {
        return lanes;
    }

    /** How many replicas have to have a block before it is acknowledged. */
    int minInSync() {
        return minInSync;
    }

    /** Whether this is another topic, which has taken the place of the one that was opened. */
    boolean isReplacedBy(TopicDescription now) {
        return !now.topicId().equals(uuid);
    }

    /** The partition that is this lane. */
    @Override
    public TopicPartition partition(int lane) {
        return new TopicPartition(settings.topic(), lane);
    }

    /** A producer that never gives up, doubles or moves a block that it has taken. Close it. */
    Producer<byte[], byte[]> newProducer() {
        return clients.producer();
    }

    /**
     * A consumer that is assigned nothing yet. Close it.
     *
     * @param maxWait how long the brokers may wait for blocks before they answer that there are none
     * @param maxBytesPerLane about how much they send of a lane at a time
     */
    @Override
    public Consumer<byte[], byte[]> newConsumer(Duration maxWait, int maxBytesPerLane) {
        return clients.consumer(maxWait, maxBytesPerLane);
    }

    @Override
    public void check(Runnable replaced) {
        describe(PATIENCE).thenAccept(now -> {
            if (isReplacedBy(now)) {
                replaced.run();
            }
        });
    }

    /** How the topic is now; completed by a thread of Kafka's. */
    CompletionStage<TopicDescription> describe(Duration patience) {
        var options = new DescribeTopicsOptions().timeoutMs(Math.toIntExact(patience.toMillis()));
        return admin.describeTopics(List.of(name()), options)
                .allTopicNames()
                .toCompletionStage()
                .thenApply(AdminAnswers::only);
    }

    /**
     * The oldest offset of each lane.
     *
     * @throws JournalUnreadableException when Kafka does not tell within 5 s
     */
    long[] beginnings() {
        return offsets(OffsetSpec.earliest());
    }

    /**
     * The offset behind the newest block that readers may see of each lane.
     *
     * @throws JournalUnreadableException when Kafka does not tell within 5 s
     */
    long[] ends() {
        return offsets(OffsetSpec.latest());
    }

    /**
     * The first offset of each lane that was appended then or later; the end where there is none.
     *
     * @param timeMs by the brokers' clocks
     * @throws JournalUnreadableException when Kafka does not tell within 5 s
     */
    @Override
    public long[] offsetsAt(long timeMs) {
        long[] ends = ends(); // before, so that a block that comes meanwhile is not passed over
        long[] found = offsets(OffsetSpec.forTimestamp(timeMs));
        for (int lane = 0; lane < lanes; lane++) {
            if (found[lane] < 0) {
                found[lane] = ends[lane];
            }
        }
        return found;
    }

    private long[] offsets(OffsetSpec which) {
        var asked = new HashMap<TopicPartition, OffsetSpec>();
        for (int lane = 0; lane < lanes; lane++) {
            asked.put(partition(lane), which);
        }
        var options = new ListOffsetsOptions().timeoutMs(Math.toIntExact(PATIENCE.toMillis()));
        try {
            Map<TopicPartition, ListOffsetsResultInfo> answers =
                    AdminAnswers.of(admin.listOffsets(asked, options).all(), Deadline.in(PATIENCE));
            var offsets = new long[lanes];
            answers.forEach((partition, answer) -> offsets[partition.partition()] = answer.offset());
            return offsets;
        } catch (KafkaException e) {
            throw new JournalUnreadableException(
                    "Kafka (%s) does not tell what there is of topic %s: %s"
                            .formatted(KafkaSettings.SERVERS, name(), AdminAnswers.reason(e)),
                    e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
