package logtail.journal.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import logtail.journal.JournalFailedException;
import logtail.runtime.Deadline;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the journal's topic, or makes it where it is missing, and checks it. One thread. */
final class TopicStart {
    private static final Logger LOG = LoggerFactory.getLogger(TopicStart.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long POLL_NS = 50_000_000;

    private final KafkaSettings settings;
    private final TopicRules rules;
    private final Admin admin;
    private final Deadline deadline = Deadline.in(PATIENCE);

    TopicStart(KafkaSettings settings, Admin admin) {
        this.settings = settings;
        this.admin = admin;
        rules = new TopicRules(settings);
    }

    /** A topic that keeps what we promise. */
    record Checked(TopicDescription description, int minInSync) {}

    /**
     * The topic, which may just have been made.
     *
     * @throws JournalFailedException when it is not there, is not right or cannot be asked for
     */
    Checked topic() {
        try {
            Optional<TopicDescription> found = find();
            if (found.isEmpty()) {
                make();
            }
            TopicDescription description = found.isPresent() ? found.get() : await();
            Config config = config();
            rules.check(config, description.partitions().getFirst().replicas().size());
            return new Checked(description, TopicRules.minInSync(config));
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /**
     * The topic as it is, for those who only read: no configuration of it is a mistake.
     *
     * @throws NoTopicException when it is not there
     * @throws JournalFailedException when it cannot be asked for
     */
    Checked existing() {
        try {
            return new Checked(find().orElseThrow(() -> new NoTopicException(settings)), 1);
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private JournalFailedException failed(KafkaException e) {
        return new JournalFailedException(
                "cannot open the journal on Kafka, topic %s (%s) at %s (%s): %s"
                        .formatted(
                                settings.topic(),
                                KafkaSettings.TOPIC,
                                settings.servers(),
                                KafkaSettings.SERVERS,
                                AdminAnswers.reason(e)),
                e);
    }

    private Optional<TopicDescription> find() {
        try {
            var described = admin.describeTopics(List.of(settings.topic())).allTopicNames();
            return Optional.of(AdminAnswers.only(AdminAnswers.of(described, deadline)));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    /** Another node may make it at the same time, so it is checked like any other. */
    private void make() {
        if (!settings.mayCreate()) {
            throw new JournalFailedException("there is no topic %s (%s) at %s, and %s=off"
                    .formatted(settings.topic(), KafkaSettings.TOPIC, settings.servers(), KafkaSettings.CREATE));
        }
        var topic = new NewTopic(settings.topic(), settings.lanes(), (short) settings.replicas())
                .configs(rules.configuration());
        try {
            AdminAnswers.of(admin.createTopics(List.of(topic)).all(), deadline);
            LOG.info(
                    "at=journal.topic.made topic={} lanes={} replicas={}",
                    settings.topic(),
                    settings.lanes(),
                    settings.replicas());
        } catch (TopicExistsException e) {
            LOG.info("at=journal.topic.found topic={}", settings.topic());
        } catch (InvalidReplicationFactorException e) {
            throw new JournalFailedException(
                    "Kafka at %s has too few brokers for %s=%d (1 is for trying out): %s"
                            .formatted(
                                    settings.servers(),
                                    KafkaSettings.REPLICAS,
                                    settings.replicas(),
                                    AdminAnswers.reason(e)),
                    e);
        }
    }

    /** Brokers hear of a new topic one after the other. */
    private TopicDescription await() {
        Optional<TopicDescription> found = find();
        while (found.isEmpty() || found.get().partitions().stream().anyMatch(AdminAnswers::hasNoLeader)) {
            if (deadline.isOver()) {
                throw new UnknownTopicOrPartitionException("it was made, but no broker knows it yet");
            }
            LockSupport.parkNanos(this, POLL_NS);
            found = find();
        }
        return found.get();
    }

    private Config config() {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
        return AdminAnswers.only(
                AdminAnswers.of(admin.describeConfigs(List.of(resource)).all(), deadline));
    }
}
