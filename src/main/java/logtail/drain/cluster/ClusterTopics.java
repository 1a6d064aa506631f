package logtail.drain.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import logtail.journal.JournalFailedException;
import logtail.journal.kafka.AdminAnswers;
import logtail.journal.kafka.KafkaSettings;
import logtail.runtime.Deadline;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of drains beside the journal's: {@code TOPIC.drains} holds definitions, a partition per {@link Slot}, and is compacted;
 * {@code TOPIC.dead} holds dead letters for as long as the journal retains events. The group {@code TOPIC.drains} shares out slots.
 */
record ClusterTopics(String drains, String dead) {
    /** Partitions of the topic of dead letters. */
    static final int DEAD_PARTITIONS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterTopics.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String POLICY = "cleanup.policy";
    private static final String COMPACT = "compact";
    private static final int MOST_IN_SYNC = 2;
    private static final long DEAD_PARTITION_BYTES = 256L << 20;

    /**
     * Finds them, or makes them where that is allowed.
     *
     * @throws JournalFailedException when one is not there or not right
     */
    static ClusterTopics open(KafkaSettings settings, Admin admin) {
        var topics = new ClusterTopics(settings.topic() + ".drains", settings.topic() + ".dead");
        try {
            Deadline deadline = Deadline.in(PATIENCE);
            Set<String> known = AdminAnswers.of(admin.listTopics().names(), deadline);
            String inSync = Integer.toString(Math.min(MOST_IN_SYNC, settings.replicas()));
            topics.make(
                    settings,
                    admin,
                    known,
                    new NewTopic(topics.drains, Slot.COUNT, (short) settings.replicas())
                            .configs(Map.of(POLICY, COMPACT, "min.insync.replicas", inSync)),
                    deadline);
            topics.make(
                    settings,
                    admin,
                    known,
                    new NewTopic(topics.dead, DEAD_PARTITIONS, (short) settings.replicas())
                            .configs(Map.of(
                                    "min.insync.replicas", inSync,
                                    "max.message.bytes", Integer.toString(8 << 20),
                                    "retention.ms",
                                            Long.toString(settings.retainFor().toMillis()),
                                    "retention.bytes", Long.toString(DEAD_PARTITION_BYTES))),
                    deadline);
            topics.check(admin, deadline);
            return topics;
        } catch (KafkaException e) {
            throw new JournalFailedException(
                    "cannot open the topics of drains at %s: %s".formatted(settings.servers(), AdminAnswers.reason(e)),
                    e);
        }
    }

    private void make(KafkaSettings settings, Admin admin, Set<String> known, NewTopic topic, Deadline deadline) {
        if (known.contains(topic.name())) {
            return;
        }
        if (!settings.mayCreate()) {
            throw new JournalFailedException("there is no topic %s at %s for drains, and LOGTAIL_KAFKA_CREATE=off"
                    .formatted(topic.name(), settings.servers()));
        }
        try {
            AdminAnswers.of(admin.createTopics(List.of(topic)).all(), deadline);
            LOG.info("at=drains.topic.made topic={}", topic.name());
        } catch (TopicExistsException e) {
            LOG.debug("at=drains.topic.found topic={}", topic.name()); // another node was quicker
        }
    }

    private void check(Admin admin, Deadline deadline) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, drains);
        Config config = AdminAnswers.only(
                AdminAnswers.of(admin.describeConfigs(List.of(resource)).all(), deadline));
        ConfigEntry entry = config.get(POLICY);
        String policy = entry == null ? "" : entry.value();
        if (!COMPACT.equals(policy)) {
            throw new JournalFailedException(
                    "topic %s has %s=%s; definitions of drains need %s".formatted(drains, POLICY, policy, COMPACT));
        }
    }
}
