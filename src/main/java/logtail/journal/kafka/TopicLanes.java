package logtail.journal.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import logtail.event.EventId;
import logtail.journal.JournalFailedException;
import logtail.runtime.Deadline;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many lanes a topic has: as many as its newest blocks were dealt to, which each of them says; as many as partitions when it is
 * empty. One thread.
 */
final class TopicLanes {
    private static final Logger LOG = LoggerFactory.getLogger(TopicLanes.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final int NEWEST = 16; // records of a lane that are looked at, as some may be no blocks
    private static final int FETCH_BYTES = 1 << 10; // a record comes whole, however large it is

    private final KafkaSettings settings;
    private final Clients clients;

    TopicLanes(KafkaSettings settings, Clients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    /**
     * Of a topic with so many partitions.
     *
     * @throws JournalFailedException when its records are no blocks, or cannot be read
     */
    int of(int partitions) {
        int lanes;
        try (var consumer = clients.consumer(WAIT, FETCH_BYTES)) {
            lanes = ofNewestBlock(consumer, partitions);
        } catch (KafkaException e) {
            throw new JournalFailedException(
                    "cannot read topic %s (%s): %s"
                            .formatted(settings.topic(), KafkaSettings.TOPIC, AdminAnswers.reason(e)),
                    e);
        }
        if (lanes < KafkaSettings.LEAST_LANES) {
            throw new JournalFailedException("topic %s (%s) has %d partition; a journal has at least %d lanes"
                    .formatted(settings.topic(), KafkaSettings.TOPIC, lanes, KafkaSettings.LEAST_LANES));
        }
        if (lanes < partitions) {
            LOG.warn(
                    "at=journal.partitions.ignored topic={} lanes={} partitions={}",
                    settings.topic(),
                    lanes,
                    partitions);
        }
        if (lanes != settings.lanes()) {
            LOG.info(
                    "at=journal.lanes.kept topic={} lanes={} {}={}",
                    settings.topic(),
                    lanes,
                    KafkaSettings.LANES,
                    settings.lanes());
        }
        return lanes;
    }

    private int ofNewestBlock(Consumer<byte[], byte[]> consumer, int partitions) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(settings.topic(), partition))
                .toList();
        Deadline deadline = Deadline.in(PATIENCE);
        List<TopicPartition> filled = filled(consumer, all);
        if (filled.isEmpty()) {
            return Math.min(partitions, EventId.MOST_LANES);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(filled, PATIENCE);
        while (!deadline.isOver()) {
            for (ConsumerRecord<byte[], byte[]> next : consumer.poll(WAIT)) {
                if (next.value() != null && PackedBlock.isNewer(next.value())) {
                    throw new JournalFailedException(PackedBlock.older(next.value()));
                }
                if (next.value() != null && PackedBlock.isPlausible(next.value())) {
                    return lanes(next.value(), partitions);
                }
            }
            if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                throw new JournalFailedException(
                        "topic %s (%s) holds records that are no blocks of a journal, or those of a later version of logtail"
                                .formatted(settings.topic(), KafkaSettings.TOPIC));
            }
        }
        throw new KafkaException("no broker gives the newest block");
    }

    /** Those that hold blocks; the consumer is before the newest few of each. */
    private static List<TopicPartition> filled(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> all) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all, PATIENCE);
        var filled = all.stream()
                .filter(partition -> ends.getOrDefault(partition, 0L) > beginnings.getOrDefault(partition, 0L))
                .toList();
        consumer.assign(filled);
        filled.forEach(partition -> consumer.seek(
                partition,
                Math.max(beginnings.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L) - NEWEST)));
        return filled;
    }

    private int lanes(byte[] block, int partitions) {
        int lanes = PackedBlock.lanes(block);
        if (lanes > partitions) {
            throw new JournalFailedException("topic %s (%s) has %d partitions, its blocks are for %d lanes"
                    .formatted(settings.topic(), KafkaSettings.TOPIC, partitions, lanes));
        }
        return lanes;
    }
}
