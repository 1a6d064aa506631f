package logtail.journal.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.Deadline;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * All blocks of some lanes from one offset of each to another, still packed, in the merged order; for what reads a topic through
 * once. Offsets without a block are passed over, also at the end. Waits half a minute for brokers that do not answer. One thread.
 */
final class MergedBlocks implements AutoCloseable {
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 32 << 20; // of all lanes
    private static final int MOST_BYTES_PER_LANE = 1 << 20;

    private final LaneSource topic;
    private final long[] ends;
    private final List<Deque<LaneBlock>> fetched = new ArrayList<>();
    private final BitSet unread = new BitSet(); // lanes that the consumer has not read up to their ends
    private final Consumer<byte[], byte[]> consumer;

    /**
     * For each lane:
     *
     * @param from the first offset
     * @param ends the one behind the last
     */
    MergedBlocks(LaneSource topic, long[] from, long[] ends) {
        this.topic = topic;
        this.ends = ends.clone();
        for (int lane = 0; lane < ends.length; lane++) {
            fetched.add(new ArrayDeque<>());
            unread.set(lane, from[lane] < ends[lane]);
        }
        consumer = topic.newConsumer(NO_WAIT, Math.min(MOST_BYTES_PER_LANE, MOST_BYTES / ends.length));
        consumer.assign(partitions(unread));
        unread.stream().forEach(lane -> consumer.seek(topic.partition(lane), from[lane]));
    }

    /**
     * The next block; null behind the last one.
     *
     * @throws JournalUnreadableException when the brokers do not give it
     */
    @Nullable
    LaneBlock next() {
        fetch();
        LaneBlock first = null;
        for (Deque<LaneBlock> lane : fetched) {
            LaneBlock head = lane.peekFirst();
            if (head != null && (first == null || head.isBefore(first))) {
                first = head;
            }
        }
        if (first != null) {
            fetched.get(first.lane()).removeFirst();
        }
        return first;
    }

    /** Has a block of each lane at hand, unless there is none up to its end. */
    private void fetch() {
        BitSet missing = missing();
        if (missing.isEmpty()) {
            return;
        }
        pauseAllBut(missing);
        Deadline deadline = Deadline.in(PATIENCE);
        while (!missing.isEmpty()) {
            if (poll(deadline)) {
                deadline = Deadline.in(PATIENCE);
                missing = missing();
                pauseAllBut(missing);
            } else if (deadline.isOver()) {
                throw new JournalUnreadableException("Kafka gave nothing of lanes %s of topic %s within %d s"
                        .formatted(missing, topic.partition(0).topic(), PATIENCE.toSeconds()));
            }
        }
    }

    private BitSet missing() {
        var missing = (BitSet) unread.clone();
        missing.stream().filter(lane -> !fetched.get(lane).isEmpty()).forEach(missing::clear);
        return missing;
    }

    private void pauseAllBut(BitSet wanted) {
        var others = (BitSet) unread.clone();
        others.andNot(wanted);
        consumer.pause(partitions(others));
        consumer.resume(partitions(wanted));
    }

    /** Whether it came forward. */
    private boolean poll(Deadline deadline) {
        try {
            return take();
        } catch (AuthenticationException | AuthorizationException e) {
            throw unreadable(e);
        } catch (KafkaException e) {
            if (deadline.isOver()) {
                throw unreadable(e);
            }
            return false;
        }
    }

    private boolean take() {
        boolean isForward = false;
        try {
            for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
                isForward = true;
                if (next.offset() < ends[next.partition()]) {
                    fetched.get(next.partition()).addLast(LaneBlock.packed(next));
                }
            }
        } catch (OffsetOutOfRangeException e) {
            skip(e);
            isForward = true;
        }
        return noteEnds() || isForward;
    }

    /** The position is also behind what is no block, such as the mark of a transaction. */
    private boolean noteEnds() {
        int before = unread.cardinality();
        unread.stream()
                .filter(lane -> consumer.position(topic.partition(lane)) >= ends[lane])
                .forEach(unread::clear);
        if (unread.cardinality() == before) {
            return false;
        }
        consumer.assign(partitions(unread));
        return true;
    }

    /** Goes on where retention has left something. */
    private void skip(OffsetOutOfRangeException outside) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(outside.partitions(), LOOK_UP);
        outside.offsetOutOfRangePartitions().forEach((partition, asked) -> {
            long beginning = beginnings.getOrDefault(partition, 0L);
            if (beginning <= asked) {
                throw new JournalUnreadableException(
                        "%s was cut off or made anew: it has no offset %d any more".formatted(partition, asked));
            }
            consumer.seek(partition, beginning);
        });
    }

    private static JournalUnreadableException unreadable(KafkaException e) {
        return new JournalUnreadableException("Kafka cannot be read: " + AdminAnswers.reason(e), e);
    }

    private List<TopicPartition> partitions(BitSet lanes) {
        return lanes.stream().mapToObj(topic::partition).toList();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(NO_WAIT));
    }
}
