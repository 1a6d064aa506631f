package logtail.journal.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import logtail.event.AttemptKey;
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
    private static final int MOST_RECORDS = 7; // of a poll

    private final List<List<ConsumerRecord<byte[], byte[]>>> lanes = new ArrayList<>();
    private final long[] beginnings;
    private final PackedBlock packer = new PackedBlock();
    private @Nullable KafkaException refusal;
    private int pollsBeforeRefusal;
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
        append(lane, timeMs, packer.pack(Blocks.of("web", 1, text), Packing.LZ4, lanes(), null));
    }

    /** Appends a block of these events of a delivery. */
    void append(int lane, long timeMs, Stamp stamp, String... texts) {
        append(lane, timeMs, packer.pack(Blocks.of("web", 1, texts), Packing.LZ4, lanes(), stamp));
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

    /** How many lines of a key are stored in a lane before an offset. */
    int stored(int lane, AttemptKey key, long before) {
        return lanes.get(lane).subList(0, (int) before).stream()
                .map(next -> PackedBlock.stamp(next.value()))
                .filter(stamp -> stamp != null && stamp.key().equals(key))
                .mapToInt(stamp -> Objects.requireNonNull(stamp).to())
                .max()
                .orElse(0);
    }

    long[] ends() {
        return lanes.stream().mapToLong(List::size).toArray();
    }

    /** Shows what was appended to a lane behind this offset, up to another. */
    void show(int lane, long from, long to, RecentBlocks recent) {
        List<LaneBlock> shown = lanes.get(lane).subList((int) from, (int) to).stream()
                .map(next -> LaneBlock.packed(next).unpacked(packer, 0))
                .toList();
        long[] ends = recent.seen().ends();
        ends[lane] = to;
        recent.add(shown, ends);
    }

    /** Forgets what is before an offset, as retention does. */
    void forget(int lane, long before) {
        beginnings[lane] = before;
    }

    /** Has a poll fail, after so many others. */
    void refuse(KafkaException why, int polls) {
        refusal = why;
        pollsBeforeRefusal = polls;
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
        return new OfLanes();
    }

    /** Can go back, which a mock alone cannot. */
    private final class OfLanes extends MockConsumer<byte[], byte[]> {
        OfLanes() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            KafkaException refused = refusal;
            if (refused != null && pollsBeforeRefusal-- == 0) {
                refusal = null;
                throw refused;
            }
            Map<TopicPartition, Long> outside = new HashMap<>();
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
            int left = MOST_RECORDS;
            for (TopicPartition partition : assignment()) {
                if (!paused().contains(partition)) {
                    long from = position(partition);
                    List<ConsumerRecord<byte[], byte[]>> lane = lanes.get(partition.partition());
                    if (from < beginnings[partition.partition()]) {
                        outside.put(partition, from);
                    } else if (from < lane.size() && left > 0) {
                        int to = (int) Math.min(from + left, lane.size());
                        found.put(partition, List.copyOf(lane.subList((int) from, to)));
                        left -= to - (int) from;
                    }
                }
            }
            if (!outside.isEmpty()) {
                throw new OffsetOutOfRangeException(outside);
            }
            found.forEach(
                    (partition, records) -> seek(partition, records.getLast().offset() + 1));
            return new ConsumerRecords<>(found, Map.of());
        }

        @Override
        public synchronized Map<TopicPartition, Long> beginningOffsets(
                Collection<TopicPartition> partitions, Duration timeout) {
            return partitions.stream()
                    .collect(Collectors.toMap(partition -> partition, partition -> beginnings[partition.partition()]));
        }

        @Override
        public void close(CloseOptions options) {
            openConsumers--;
            super.close(options);
        }
    }
}
