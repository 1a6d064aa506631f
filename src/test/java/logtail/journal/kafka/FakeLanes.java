package logtail.journal.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import logtail.journal.Blocks;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A topic in memory, read by Kafka's own mock of a consumer. One thread. */
final class FakeLanes implements LaneSource {
    private static final String TOPIC = "logtail";

    private final List<List<ConsumerRecord<byte[], byte[]>>> lanes = new ArrayList<>();
    private final long[] beginnings;
    private final PackedBlock packer = new PackedBlock();
    private @Nullable KafkaException refusal;
    private int openConsumers;
    private int consumers;

    FakeLanes(int lanes) {
        beginnings = new long[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            this.lanes.add(new ArrayList<>());
        }
    }

    /** Appends a block of one event. */
    void append(int lane, long timeMs, String text) {
        append(lane, timeMs, packer.pack(Blocks.of("web", 1, text), Packing.LZ4, lanes()));
    }

    /** Appends a record as it is. */
    void append(int lane, long timeMs, byte[] value) {
        lanes.get(lane)
                .add(new ConsumerRecord<>(
                        TOPIC,
                        lane,
                        lanes.get(lane).size(),
                        timeMs,
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        value.length,
                        null,
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
    }

    long[] ends() {
        return lanes.stream().mapToLong(List::size).toArray();
    }

    /** Shows what was appended to a lane behind this offset, up to another. */
    void show(int lane, long from, long to, RecentBlocks recent) {
        List<LaneBlock> shown = lanes.get(lane).subList((int) from, (int) to).stream()
                .map(next -> LaneBlock.packed(next).unpacked(packer))
                .toList();
        long[] ends = recent.seen().ends();
        ends[lane] = to;
        recent.add(shown, ends);
    }

    /** Forgets what is before an offset, as retention does. */
    void forget(int lane, long before) {
        beginnings[lane] = before;
    }

    /** Has the next poll fail. */
    void refuse(KafkaException why) {
        refusal = why;
    }

    int openConsumers() {
        return openConsumers;
    }

    /** How many there have been. */
    int consumers() {
        return consumers;
    }

    /** The ids of all blocks from these offsets on, in the merged order. */
    List<Long> inOrder(long[] from) {
        return lanes.stream()
                .flatMap(List::stream)
                .filter(next -> next.offset() >= Math.max(from[next.partition()], beginnings[next.partition()]))
                .sorted(Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
                        .thenComparingInt(ConsumerRecord::partition)
                        .thenComparingLong(ConsumerRecord::offset))
                .map(next -> RecordIds.first(next.partition(), next.offset()))
                .toList();
    }

    @Override
    public int lanes() {
        return beginnings.length;
    }

    @Override
    public TopicPartition partition(int lane) {
        return new TopicPartition(TOPIC, lane);
    }

    @Override
    public void check(Runnable replaced) {}

    /** The oldest offset of each lane. */
    long[] beginnings() {
        return beginnings.clone();
    }

    @Override
    public long[] offsetsAt(long timeMs) {
        long[] offsets = new long[lanes()];
        Arrays.setAll(
                offsets,
                lane -> Math.max(
                        beginnings[lane],
                        lanes.get(lane).stream()
                                .filter(next -> next.timestamp() < timeMs)
                                .count()));
        return offsets;
    }

    @Override
    public Consumer<byte[], byte[]> newConsumer(Duration maxWait, int maxBytesPerLane) {
        openConsumers++;
        consumers++;
        var consumer = new OfLanes();
        consumer.setMaxPollRecords(7);
        if (refusal != null) {
            consumer.setPollException(refusal);
            refusal = null;
        }
        return consumer;
    }

    /** Knows all records of a partition from when it is assigned. */
    private final class OfLanes extends MockConsumer<byte[], byte[]> {
        OfLanes() {
            super("none");
        }

        @Override
        public synchronized void assign(Collection<TopicPartition> partitions) {
            var added = new HashSet<>(partitions);
            added.removeAll(assignment());
            super.assign(partitions);
            Map<TopicPartition, Long> begin = new HashMap<>();
            for (TopicPartition partition : added) {
                begin.put(partition, beginnings[partition.partition()]);
            }
            updateBeginningOffsets(begin);
            for (TopicPartition partition : added) {
                List<ConsumerRecord<byte[], byte[]>> lane = lanes.get(partition.partition());
                lane.subList((int) beginnings[partition.partition()], lane.size())
                        .forEach(this::addRecord);
            }
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            Map<TopicPartition, Long> outside = new HashMap<>();
            for (TopicPartition partition : assignment()) {
                if (!paused().contains(partition) && position(partition) < beginnings[partition.partition()]) {
                    outside.put(partition, position(partition));
                }
            }
            if (!outside.isEmpty()) {
                throw new OffsetOutOfRangeException(outside);
            }
            return super.poll(timeout);
        }

        @Override
        public void close(CloseOptions options) {
            openConsumers--;
            super.close(options);
        }
    }
}
