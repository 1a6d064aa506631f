package logtail.journal.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import logtail.event.AttemptKey;
import logtail.journal.JournalUnreadableException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that are in the topic alone, by a consumer of its own, which it has from the first fetch until it is closed; it can be
 * used again after that. In a process {@value #MOST_AT_ONCE} have one at once, and those that {@link #waitForNobody}. One thread
 * at a time.
 */
final class OldBlocks implements AutoCloseable {
    static final int MOST_AT_ONCE = 16;

    private static final Semaphore ROOM = new Semaphore(MOST_AT_ONCE, true);
    private static final Duration NO_WAIT = Duration.ZERO; // so that a seek never waits for a fetch that is under way
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LOOK_UP = Duration.ofSeconds(2);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long PATIENCE_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100); // as callers try many times
    private static final long NOWHERE = -1;

    private final LaneSource topic;
    private final Beginnings beginnings;
    private final int maxBytesPerLane;
    private final List<Deque<LaneBlock>> fetched = new ArrayList<>();
    private final long[] fetchedTo; // by lane; where the consumer goes on
    private final BitSet assigned = new BitSet();
    private @Nullable Consumer<byte[], byte[]> consumer;
    private long patienceNs = PATIENCE_NS;
    private boolean needsRoom = true;

    OldBlocks(LaneSource topic, Beginnings beginnings, int maxBytesPerLane) {
        this.topic = topic;
        this.beginnings = beginnings;
        this.maxBytesPerLane = maxBytesPerLane;
        fetchedTo = new long[topic.lanes()];
        Arrays.fill(fetchedTo, NOWHERE);
        for (int lane = 0; lane < topic.lanes(); lane++) {
            fetched.add(new ArrayDeque<>());
        }
    }

    /** Takes blocks that are still packed. */
    @FunctionalInterface
    interface Taker {
        void take(LaneBlock block);
    }

    /** Has a consumer whoever else has one: for what the whole process waits for. */
    OldBlocks waitForNobody() {
        needsRoom = false;
        return this;
    }

    /** The block at an offset of a lane, or the next one there is; null when it must be fetched. */
    @Nullable
    LaneBlock find(int lane, long offset) {
        Deque<LaneBlock> blocks = fetched.get(lane);
        LaneBlock first = blocks.peekFirst();
        while (first != null && first.offset() < offset) {
            blocks.removeFirst();
            first = blocks.peekFirst();
        }
        return first;
    }

    /** Drops what was fetched of a lane, as its reader goes elsewhere. */
    void leave(int lane) {
        fetched.get(lane).clear();
        fetchedTo[lane] = NOWHERE;
    }

    /**
     * Fetches at least one block of each of these lanes, from these offsets on, or tells {@link Beginnings} of one that begins
     * later: try again then.
     *
     * @throws JournalUnreadableException when Kafka does not answer
     */
    void fetch(BitSet missing, long[] from) {
        long startNs = System.nanoTime();
        try {
            Consumer<byte[], byte[]> open = open();
            position(open, missing, from);
            while (!missing.isEmpty()) {
                take(open.poll(POLL), missing);
                if (!missing.isEmpty() && System.nanoTime() - startNs > patienceNs) {
                    throw new JournalUnreadableException(
                            "Kafka gave nothing of lanes %s within %d ms".formatted(missing, patienceNs / 1_000_000));
                }
                open.pause(partitions(assigned.stream()
                        .filter(lane -> !missing.get(lane))
                        .boxed()
                        .collect(Collectors.toList())));
            }
            patienceNs = PATIENCE_NS;
        } catch (OffsetOutOfRangeException e) {
            findBeginnings(e);
        } catch (KafkaException e) {
            close();
            patienceNs = PATIENCE_AGAIN_NS;
            throw new JournalUnreadableException("Kafka cannot be read: " + e.getMessage(), e);
        } catch (JournalUnreadableException e) {
            patienceNs = PATIENCE_AGAIN_NS;
            throw e;
        }
    }

    /**
     * Passes on each block of a lane from one offset to another, that one not included; leaves off anywhere in the lane.
     * {@link #find} what is wanted next behind it.
     *
     * @throws JournalUnreadableException when Kafka does not answer
     */
    void each(int lane, long from, long to, Taker taker) {
        leave(lane);
        var missing = new BitSet();
        long[] offsets = new long[fetchedTo.length];
        offsets[lane] = from;
        while (offsets[lane] < to) {
            LaneBlock found = find(lane, offsets[lane]);
            if (found == null) {
                missing.set(lane);
                fetch(missing, offsets);
                offsets[lane] = Math.max(offsets[lane], beginnings.of(lane));
            } else {
                if (found.offset() < to) {
                    taker.take(found);
                }
                offsets[lane] = found.offset() + 1;
            }
        }
    }

    /** The last line of a key in these blocks, by their stamps; 0 for none. */
    int lastLine(int lane, AttemptKey key, long from, long to) {
        int[] last = {0};
        each(lane, Math.max(from, beginnings.of(lane)), to, block -> {
            Stamp stamp = block.stamp();
            if (stamp != null && stamp.key().equals(key)) {
                last[0] = Math.max(last[0], stamp.to());
            }
        });
        return last[0];
    }

    private Consumer<byte[], byte[]> open() {
        Consumer<byte[], byte[]> open = consumer;
        if (open == null) {
            awaitRoom();
            try {
                open = topic.newConsumer(NO_WAIT, maxBytesPerLane);
            } finally {
                if (open == null) {
                    leaveRoom();
                }
            }
            consumer = open;
        }
        return open;
    }

    private void awaitRoom() {
        try {
            if (!needsRoom || ROOM.tryAcquire(patienceNs, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new JournalUnreadableException(MOST_AT_ONCE + " others read old blocks already");
    }

    private void leaveRoom() {
        if (needsRoom) {
            ROOM.release();
        }
    }

    /** Has the consumer fetch these lanes alone. */
    private void position(Consumer<byte[], byte[]> open, BitSet missing, long[] from) {
        var all = (BitSet) assigned.clone();
        all.or(missing);
        if (!all.equals(assigned)) {
            assigned.or(missing);
            open.assign(partitions(all.stream().boxed().toList()));
        }
        for (int lane = missing.nextSetBit(0); lane >= 0; lane = missing.nextSetBit(lane + 1)) {
            if (fetchedTo[lane] != from[lane]) {
                leave(lane);
                open.seek(topic.partition(lane), from[lane]);
                fetchedTo[lane] = from[lane];
            }
        }
        all.andNot(missing);
        open.pause(partitions(all.stream().boxed().toList()));
        open.resume(partitions(missing.stream().boxed().toList()));
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records, BitSet missing) {
        for (ConsumerRecord<byte[], byte[]> next : records) {
            int lane = next.partition();
            fetched.get(lane).addLast(LaneBlock.packed(next));
            fetchedTo[lane] = next.offset() + 1;
            missing.clear(lane);
        }
    }

    private void findBeginnings(OffsetOutOfRangeException outside) {
        try {
            Consumer<byte[], byte[]> open = open();
            Map<TopicPartition, Long> found = open.beginningOffsets(outside.partitions(), LOOK_UP);
            outside.offsetOutOfRangePartitions().forEach((partition, asked) -> {
                long beginning = found.getOrDefault(partition, NOWHERE);
                int lane = partition.partition();
                leave(lane);
                if (beginning <= asked) {
                    throw new JournalUnreadableException("lane %d has no offset %d".formatted(lane, asked));
                }
                beginnings.tell(lane, beginning);
                open.seek(partition, beginning);
                fetchedTo[lane] = beginning;
            });
        } catch (KafkaException e) {
            close();
            throw new JournalUnreadableException("Kafka cannot be read: " + e.getMessage(), e);
        }
    }

    private List<TopicPartition> partitions(List<Integer> lanes) {
        return lanes.stream().map(topic::partition).toList();
    }

    /** Gives up the consumer, and what was fetched. */
    @Override
    public void close() {
        Consumer<byte[], byte[]> open = consumer;
        if (open == null) {
            return;
        }
        consumer = null;
        assigned.clear();
        for (int lane = 0; lane < fetchedTo.length; lane++) {
            leave(lane);
        }
        try {
            open.close(CloseOptions.timeout(NO_WAIT));
        } finally {
            leaveRoom();
        }
    }
}
