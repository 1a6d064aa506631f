package logtail.journal.kafka;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logtail.event.EventId;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A block of a lane on its way to the brokers. The writer's thread offers it until Kafka's producer takes it over. From then on
 * the producer keeps it until a broker has it, and tells so on a thread of its own. That it does not take a block, it tells on the
 * writer's.
 */
final class SentBlock implements Callback {
    private static final long UNKNOWN = -1;

    private final TopicPartition to;
    private final byte[] value;
    private final List<LaneEncoders.Part> parts;
    private final Thread writer = Thread.currentThread();
    private boolean isTaken; // the writer's, like the next
    private @Nullable Exception refusal;
    private volatile long offset = UNKNOWN;
    private volatile @Nullable Exception failure;

    SentBlock(TopicPartition to, byte[] value, List<LaneEncoders.Part> parts) {
        this.to = to;
        this.value = value;
        this.parts = parts;
    }

    int lane() {
        return to.partition();
    }

    /** Offers it to the producer, unless that has it already; null when it is taken, else why it is not. The writer's thread. */
    @Nullable
    Exception offerTo(Producer<byte[], byte[]> producer) {
        if (!isTaken) {
            refusal = null;
            producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, value), this);
            isTaken = refusal == null;
        }
        return refusal;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
        if (exception == null) {
            offset = metadata.offset();
        } else if (Thread.currentThread() == writer) {
            refusal = exception;
        } else {
            failure = exception;
        }
        LockSupport.unpark(writer);
    }

    /** Whether the brokers have it. */
    boolean isAcknowledged() {
        return offset != UNKNOWN;
    }

    /** Why the brokers will never have it; null while they may. */
    @Nullable
    Exception failure() {
        return failure;
    }

    /** Its place in the lane, once it is acknowledged. */
    long offset() {
        return offset;
    }

    /** Tells those whose lines it has. */
    void tell() {
        long first = EventId.first(to.partition(), offset + 1);
        for (var part : parts) {
            part.appended().onAppended(first + part.from(), part.count());
        }
    }
}
