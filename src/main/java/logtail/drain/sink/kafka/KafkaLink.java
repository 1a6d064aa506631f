package logtail.drain.sink.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import logtail.drain.sink.Batch;
import logtail.net.AddressGuard;
import logtail.runtime.KafkaProperties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;

/**
 * A producer of Kafka's for one topic. Kafka finds and opens its connections itself, so the guard is asked before about the
 * brokers that we name, and about those that lead the topic's partitions before anything is sent. Belongs to the
 * drain's thread.
 */
final class KafkaLink implements AutoCloseable {
    static {
        KafkaProperties.quiet();
    }

    private final KafkaAddress to;
    private final AddressGuard guard;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Set<String> allowedHosts = new HashSet<>();

    private KafkaLink(KafkaAddress to, AddressGuard guard, KafkaProducer<byte[], byte[]> producer) {
        this.to = to;
        this.guard = guard;
        this.producer = producer;
    }

    /**
     * Begins; nothing is connected until the first batch.
     *
     * @throws IOException when we may not connect to a broker, or none of them has an address
     * @throws KafkaException when a property is no good
     */
    static KafkaLink open(KafkaAddress to, Map<String, Object> properties, AddressGuard guard) throws IOException {
        for (var broker : to.brokers()) {
            guard.resolve(broker.getHostString());
        }
        return new KafkaLink(to, guard, new KafkaProducer<>(properties));
    }

    /**
     * Sends all events of a batch and waits for what becomes of them.
     *
     * @throws IOException when we may not connect to a leader of the topic
     * @throws KafkaException when the topic cannot be had
     */
    List<Future<RecordMetadata>> send(Batch batch) throws IOException {
        checkLeaders();
        var outcomes = new ArrayList<Future<RecordMetadata>>(batch.count());
        for (int i = 0; i < batch.count(); i++) {
            outcomes.add(producer.send(record(batch, i)));
        }
        producer.flush();
        return outcomes;
    }

    private void checkLeaders() throws IOException {
        for (PartitionInfo partition : producer.partitionsFor(to.topic())) {
            if (partition.leader() != null
                    && !allowedHosts.contains(partition.leader().host())) {
                guard.resolve(partition.leader().host());
                allowedHosts.add(partition.leader().host());
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(Batch batch, int position) {
        byte[] bytes = batch.bytes();
        int key = batch.keyFrom(position);
        int event = batch.eventFrom(position);
        int eventEnd = batch.eventEnd(position) - KafkaWriting.LINE_END_BYTES;
        return new ProducerRecord<>(
                to.topic(),
                null,
                ByteBuffer.wrap(bytes).getLong(key),
                Arrays.copyOfRange(bytes, key + KafkaWriting.TIME_BYTES, event),
                Arrays.copyOfRange(bytes, event, eventEnd));
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
