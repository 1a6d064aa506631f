package logtail.journal.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import logtail.journal.JournalFailedException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.jspecify.annotations.Nullable;

/** How the journal's topic has to be configured, so that no acknowledged block is lost or out of order. */
final class TopicRules {
    /** The largest record that it has to take; Kafka's own limit is a little above. */
    static final int MOST_RECORD_BYTES = 1 << 20;

    private static final String MIN_IN_SYNC = "min.insync.replicas";
    private static final String MOST_MESSAGE_BYTES = "max.message.bytes";
    private static final int DEFAULT_MOST_MESSAGE_BYTES = MOST_RECORD_BYTES + 12;
    private static final int MOST_IN_SYNC = 2; // more would stop the intake when one broker of three is down
    private static final int SEGMENTS = 16;
    private static final long LEAST_SEGMENT_BYTES = 1 << 20;
    private static final long MOST_SEGMENT_BYTES = 1 << 30;
    private static final long LEAST_SEGMENT_MS = Duration.ofMinutes(10).toMillis();
    private static final long MOST_SEGMENT_MS = Duration.ofDays(7).toMillis();

    /** What has to be so, in the topics that we make and in others. */
    private static final Map<String, String> FIXED = Map.of(
            "cleanup.policy", "delete", // an offset that is missing is a loss
            "message.timestamp.type", "LogAppendTime", // as clocks of nodes may be wrong
            "unclean.leader.election.enable", "false",
            "compression.type", "producer");

    private final KafkaSettings settings;

    TopicRules(KafkaSettings settings) {
        this.settings = settings;
    }

    /** The configuration of a topic that we make. */
    Map<String, String> configuration() {
        long laneBytes = Math.max(LEAST_SEGMENT_BYTES, settings.retainBytes() / settings.lanes());
        long segmentBytes = Math.clamp(laneBytes / SEGMENTS, LEAST_SEGMENT_BYTES, MOST_SEGMENT_BYTES);
        var configuration = new TreeMap<>(FIXED);
        configuration.put(MIN_IN_SYNC, Integer.toString(leastInSync()));
        configuration.put(MOST_MESSAGE_BYTES, Integer.toString(DEFAULT_MOST_MESSAGE_BYTES));
        configuration.put("retention.ms", Long.toString(settings.retainFor().toMillis()));
        configuration.put("retention.bytes", Long.toString(laneBytes));
        long segmentMs = Math.clamp(settings.retainFor().toMillis() / SEGMENTS, LEAST_SEGMENT_MS, MOST_SEGMENT_MS);
        configuration.put("segment.ms", Long.toString(segmentMs)); // as only whole segments are deleted
        configuration.put("segment.bytes", Long.toString(segmentBytes));
        return configuration;
    }

    private int leastInSync() {
        return Math.min(MOST_IN_SYNC, settings.replicas());
    }

    /**
     * Checks a topic that is there.
     *
     * @throws JournalFailedException when it does not keep what we promise
     */
    void check(Config found, int replicas) {
        FIXED.forEach((name, wanted) -> {
            String value = value(found, name);
            if (value != null && !value.equals(wanted)) {
                throw refused(name, value, wanted);
            }
        });
        if (replicas < settings.replicas()) {
            throw new JournalFailedException("topic %s (%s) has %d replicas, %s=%d asks for more"
                    .formatted(
                            settings.topic(),
                            KafkaSettings.TOPIC,
                            replicas,
                            KafkaSettings.REPLICAS,
                            settings.replicas()));
        }
        checkAtLeast(found, MIN_IN_SYNC, leastInSync());
        checkAtLeast(found, MOST_MESSAGE_BYTES, MOST_RECORD_BYTES);
        int inSync = minInSync(found);
        if (inSync > replicas) {
            throw refused(
                    MIN_IN_SYNC, Integer.toString(inSync), "at most " + replicas + ", as there are no more replicas");
        }
    }

    private void checkAtLeast(Config found, String name, int least) {
        String value = value(found, name);
        if (value != null && Integer.parseInt(value) < least) {
            throw refused(name, value, "at least " + least);
        }
    }

    private JournalFailedException refused(String name, String value, String wanted) {
        return new JournalFailedException("topic %s (%s) has %s=%s, the journal needs %s"
                .formatted(settings.topic(), KafkaSettings.TOPIC, name, value, wanted));
    }

    /** How many replicas have to have a block before it is acknowledged. */
    static int minInSync(Config found) {
        String value = value(found, MIN_IN_SYNC);
        return value == null ? 1 : Integer.parseInt(value);
    }

    private static @Nullable String value(Config found, String name) {
        ConfigEntry entry = found.get(name);
        return entry == null ? null : entry.value(); // not all that speak Kafka's protocol know all settings
    }
}
