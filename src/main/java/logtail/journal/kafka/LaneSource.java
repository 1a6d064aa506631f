package logtail.journal.kafka;

import java.time.Duration;
import logtail.journal.JournalUnreadableException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What readers need of the topic, without the one who writes. Any thread. */
interface LaneSource {
    /** How long the answer to {@link #check} may take; none is no answer. */
    Duration PATIENCE = Duration.ofSeconds(5);

    int lanes();

    TopicPartition partition(int lane);

    /** A consumer that is assigned nothing and resets no offset. */
    Consumer<byte[], byte[]> newConsumer(Duration maxWait, int maxBytesPerLane);

    /**
     * For each lane the first offset appended at a time or later, or its end.
     *
     * @throws JournalUnreadableException when Kafka does not tell in time
     */
    long[] offsetsAt(long timeMs);

    /** Asks whether another topic has taken this one's place; calls {@code replaced} later if so. Never waits. */
    void check(Runnable replaced);

    /** The topic as readers see it. */
    static LaneSource of(JournalTopic topic) {
        return new LaneSource() {
            @Override
            public int lanes() {
                return topic.lanes();
            }

            @Override
            public TopicPartition partition(int lane) {
                return topic.partition(lane);
            }

            @Override
            public Consumer<byte[], byte[]> newConsumer(Duration maxWait, int maxBytesPerLane) {
                return topic.newConsumer(maxWait, maxBytesPerLane);
            }

            @Override
            public long[] offsetsAt(long timeMs) {
                return topic.offsetsAt(timeMs);
            }

            @Override
            public void check(Runnable replaced) {
                topic.describe(PATIENCE).thenAccept(now -> {
                    if (topic.isReplacedBy(now)) {
                        replaced.run();
                    }
                });
            }
        };
    }
}
