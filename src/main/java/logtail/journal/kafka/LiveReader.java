package logtail.journal.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import logtail.journal.Growth;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.FaultHandler;
import logtail.runtime.OwnLog;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all lanes as they grow, once for the whole process, into {@link RecentBlocks}; wakes who waits for growth. The thread
 * {@code kafka-live} does all of it. Brokers that go away are waited for; a record that is damaged is left out, which readers
 * see by its ids. That the topic is another one is a fault.
 */
final class LiveReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveReader.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5); // a longer one delays what follows a broker's death
    private static final int MAX_BYTES_PER_LANE = 1 << 20;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOK_UP = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final long LOOK_UP_EVERY_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long LOOK_LEVEL_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_MS = 500; // after a failure
    private static final int LOOK_BACK_BYTES = 256 << 10;

    private final LaneSource topic;
    private final RecentBlocks recent;
    private final Beginnings beginnings;
    private final KnownLines known;
    private final Growth growth;
    private final FaultHandler faults;
    private final OldBlocks before;
    private final ShownOnce once;
    private final Consumer<byte[], byte[]> consumer;
    private final Answers answers;
    private final long[] ends;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile String failure = "";
    private volatile String silence = "";
    private volatile String halt = ""; // for good
    private final long[] levelsNs; // when it had read all there was of each lane
    private volatile long levelNs = System.nanoTime(); // the earliest of them
    private long lookedUpNs = System.nanoTime();

    /**
     * Reads nothing before it is started.
     *
     * @param ends for each lane the offset to begin at
     */
    LiveReader(
            LaneSource topic,
            long[] ends,
            RecentBlocks recent,
            Beginnings beginnings,
            KnownLines known,
            Growth growth,
            FaultHandler faults) {
        this.topic = topic;
        this.recent = recent;
        this.beginnings = beginnings;
        this.known = known;
        this.growth = growth;
        this.faults = faults;
        this.ends = ends.clone();
        levelsNs = new long[ends.length];
        Arrays.fill(levelsNs, levelNs);
        before = new OldBlocks(topic, beginnings, LOOK_BACK_BYTES).waitForNobody();
        once = new ShownOnce(ends, before::lastLine);
        consumer = topic.newConsumer(MAX_WAIT, MAX_BYTES_PER_LANE);
        answers = new Answers(consumer);
        thread = Thread.ofPlatform().name("kafka-live").daemon().unstarted(this::run);
    }

    void start() {
        consumer.assign(partitions());
        for (int lane = 0; lane < ends.length; lane++) {
            consumer.seek(topic.partition(lane), ends[lane]);
        }
        thread.start();
    }

    private List<TopicPartition> partitions() {
        return IntStream.range(0, topic.lanes()).mapToObj(topic::partition).toList();
    }

    /** What keeps it from reading; empty when nothing does. Any thread. */
    String trouble() {
        return !halt.isEmpty() ? halt : !failure.isEmpty() ? failure : silence;
    }

    /** How long ago it had read all that there was of each lane, in nanoseconds. Any thread. */
    long behindNs() {
        return System.nanoTime() - levelNs;
    }

    private void run() {
        try (var unpacker = new PackedBlock()) {
            while (closing.getCount() > 0 && halt.isEmpty()) {
                step(unpacker);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            halt("reading failed: " + e);
            faults.onFault(thread.getName(), e);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void step(PackedBlock unpacker) throws InterruptedException {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            long nowNs = System.nanoTime();
            silence = answers.silence(nowNs); // before anybody is woken
            if (!records.isEmpty()) {
                take(records, unpacker);
            }
            noteLevels(nowNs);
            if (nowNs - lookedUpNs > LOOK_UP_EVERY_NS) {
                lookedUpNs = nowNs;
                lookUp();
            }
            if (!failure.isEmpty()) {
                failure = "";
                LOG.info("at=kafka.live.back");
            }
        } catch (OffsetOutOfRangeException e) {
            skip(e);
        } catch (WakeupException e) {
            return; // it closes
        } catch (KafkaException | JournalUnreadableException e) {
            if (failure.isEmpty()) {
                LOG.warn("at=kafka.live.refused reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
            }
            failure = "Kafka cannot be read: " + e.getMessage();
            if (closing.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** A lane that is busy is level for a moment now and then, and not all are in the same one. */
    private void noteLevels(long nowNs) {
        long oldestNs = nowNs;
        for (int lane = 0; lane < ends.length; lane++) {
            boolean isDue = nowNs - levelsNs[lane] > LOOK_LEVEL_EVERY_NS;
            if (isDue && consumer.currentLag(topic.partition(lane)).orElse(1) == 0) {
                levelsNs[lane] = answers.heardNs();
            }
            oldestNs = Math.min(oldestNs, levelsNs[lane]);
        }
        levelNs = oldestNs;
    }

    /** Where lanes begin, and whether the topic is still the same. */
    private void lookUp() {
        topic.check(this::tellReplaced);
        try {
            consumer.beginningOffsets(partitions(), LOOK_UP)
                    .forEach((partition, offset) -> beginnings.tell(partition.partition(), offset));
        } catch (TimeoutException e) {
            LOG.debug("at=kafka.live.unanswered", e); // the next look is soon enough
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records, PackedBlock unpacker) {
        List<LaneBlock> blocks = new ArrayList<>(records.count());
        try {
            for (ConsumerRecord<byte[], byte[]> next : records) {
                take(LaneBlock.packed(next), unpacker, blocks);
            }
        } catch (JournalUnreadableException e) {
            goBack();
            throw e;
        } finally {
            before.close();
            known.readTo(ends);
            recent.add(blocks, ends);
            growth.wake();
        }
    }

    private void take(LaneBlock packed, PackedBlock unpacker, List<LaneBlock> blocks) {
        Stamp stamp = packed.stamp();
        int leftOut = once.leftOut(packed.lane(), packed.offset(), stamp);
        ends[packed.lane()] = packed.offset() + 1;
        if (stamp != null) {
            known.add(packed.lane(), stamp);
        }
        try {
            blocks.add(packed.unpacked(unpacker, leftOut));
        } catch (DamagedBlockException e) {
            leaveOut(packed, e);
        }
    }

    /** Has what was not taken come again. */
    private void goBack() {
        for (int lane = 0; lane < ends.length; lane++) {
            consumer.seek(topic.partition(lane), ends[lane]);
        }
    }

    private void leaveOut(LaneBlock packed, DamagedBlockException e) {
        LOG.error(
                "at=kafka.live.damaged lane={} offset={} reason={}",
                packed.lane(),
                packed.offset(),
                OwnLog.quoted(String.valueOf(e.getMessage())));
        if (PackedBlock.isNewer(packed.bytes())) {
            halt(PackedBlock.older(packed.bytes()));
        }
    }

    /** Goes on where a lane begins, if that is behind what was read of it. */
    private void skip(OffsetOutOfRangeException outside) {
        try {
            Map<TopicPartition, Long> found = consumer.beginningOffsets(outside.partitions(), LOOK_UP);
            outside.offsetOutOfRangePartitions().forEach((partition, asked) -> {
                long beginning = found.getOrDefault(partition, 0L);
                if (beginning <= asked) {
                    fail("%s was cut off or made anew: it has no offset %d any more".formatted(partition, asked));
                    return;
                }
                LOG.warn("at=kafka.live.late lane={} from={} to={}", partition.partition(), asked, beginning);
                beginnings.tell(partition.partition(), beginning);
                ends[partition.partition()] = beginning;
                consumer.seek(partition, beginning);
            });
            known.readTo(ends);
            recent.add(List.of(), ends);
        } catch (WakeupException e) {
            return; // it closes
        } catch (KafkaException e) {
            failure = "Kafka cannot be read: " + e.getMessage(); // the next poll meets the same again
        }
    }

    private void tellReplaced() {
        fail("topic %s was made anew; start again to use it"
                .formatted(topic.partition(0).topic()));
    }

    private void fail(String why) {
        halt(why);
        faults.onFault(thread.getName(), new JournalFailedException(why));
    }

    /** Reads no more: going on would show what is not true. */
    private void halt(String why) {
        halt = why;
        LOG.error("at=kafka.live.halted reason={}", OwnLog.quoted(why));
    }

    /** Ends the thread and waits for that, at most five seconds. */
    @Override
    public void close() {
        closing.countDown();
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            return;
        }
        consumer.wakeup();
        try {
            if (!thread.join(CLOSE_WITHIN)) {
                throw new IllegalStateException(thread.getName() + " did not end within " + CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
