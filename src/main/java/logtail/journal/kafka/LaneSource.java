package logtail.journal.kafka;

import java.time.Duration;
import logtail.journal.JournalUnreadableException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What readers need of the topic, without the one who writes. Any thread. */
interface LaneSource {
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
}
