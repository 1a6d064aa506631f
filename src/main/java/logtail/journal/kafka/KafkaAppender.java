package logtail.journal.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks to the lanes. Appending only fills the blocks of lanes; a commit sends them and waits, however long, until the
 * brokers have them all. So the slower they are, the fuller blocks become. A block that Kafka's producer has taken over is never
 * sent again by us, as only the producer can do that without doubling it.
 *
 * <p>The writer's thread appends and commits; any thread may ask for the trouble and close.
 */
final class KafkaAppender implements AutoCloseable {
    private static final long LOOK_EVERY_NS = 100_000_000;

    private final JournalTopic topic;
    private final Packing packing;
    private final Producer<byte[], byte[]> producer;
    private final LaneEncoders encoders;
    private final PackedBlock packer = new PackedBlock();
    private final CommitWatch watch;
    private final List<SentBlock> blocks = new ArrayList<>(); // those of the next commit, of each lane in order
    private final long[] newest; // offset of each lane that we wrote, or -1
    private final Block view = new Block();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean isClosed;

    KafkaAppender(JournalTopic topic, KafkaSettings settings) {
        this.topic = topic;
        packing = settings.packing();
        producer = topic.newProducer();
        encoders = new LaneEncoders(topic.lanes(), this::pack);
        watch = new CommitWatch(topic);
        newest = new long[topic.lanes()];
        Arrays.fill(newest, -1);
    }

    /**
     * Deals the events of a finished block to the blocks of their lanes; nothing is sent. See {@link Journal#append}.
     *
     * @param delivery whose lines they are, or null
     */
    void append(byte[] bytes, int lengthBytes, @Nullable LaneTry delivery, Journal.Appended appended) {
        writing.lock();
        try {
            if (isClosed) {
                throw closed();
            }
            view.wrap(bytes, 0);
            if (view.lengthBytes() != lengthBytes) {
                throw new IllegalArgumentException(
                        "a block of %d bytes, given as %d".formatted(view.lengthBytes(), lengthBytes));
            }
            encoders.deal(view, delivery, appended);
        } finally {
            writing.unlock();
        }
    }

    /** A block of a lane is finished; its encoder is used again. */
    private void pack(int lane, BlockEncoder block, @Nullable Stamp stamp, List<LaneEncoders.Part> parts) {
        byte[] value = packer.pack(block.bytes(), packing, topic.lanes(), stamp);
        blocks.add(new SentBlock(topic.partition(lane), value, parts));
    }

    /**
     * Sends what was appended, waits until the brokers have it, and calls the callbacks.
     *
     * @throws JournalFailedException when some of it can never be stored
     * @throws JournalFullException when it was closed while the brokers did not answer
     */
    void commit() {
        writing.lock();
        try {
            encoders.finish();
            if (!blocks.isEmpty()) {
                watch.begin();
                send();
                await();
                checkPlaces();
                watch.end();
                blocks.forEach(SentBlock::tell);
                blocks.clear();
            }
        } finally {
            writing.unlock();
        }
    }

    private void send() {
        for (var block : blocks) {
            for (var refusal = offer(block); refusal != null; refusal = offer(block)) {
                if (!(refusal instanceof RetriableException || refusal instanceof AuthenticationException)) {
                    throw failed(refusal);
                }
                pause();
            }
        }
    }

    private @Nullable Exception offer(SentBlock block) {
        if (isClosed) {
            throw closed();
        }
        try {
            return block.offerTo(producer);
        } catch (KafkaException | IllegalStateException e) {
            throw isClosed ? closed() : failed(e);
        }
    }

    private void await() {
        for (var block : blocks) {
            while (!block.isAcknowledged()) {
                Exception failure = block.failure();
                if (isClosed) {
                    throw closed();
                }
                if (failure != null) {
                    throw failed(failure);
                }
                pause();
            }
        }
    }

    /** Waits a little, or until a block is acknowledged. */
    private void pause() {
        watch.waiting(this::missing);
        if (watch.isReplaced()) {
            throw new JournalFailedException(trouble());
        }
        LockSupport.parkNanos(this, LOOK_EVERY_NS);
    }

    private BitSet missing() {
        var missing = new BitSet();
        blocks.stream().filter(block -> !block.isAcknowledged()).forEach(block -> missing.set(block.lane()));
        return missing;
    }

    /** A topic that was made anew begins again, and with it the ids. */
    private void checkPlaces() {
        for (var block : blocks) {
            if (block.offset() <= newest[block.lane()]) {
                throw new JournalFailedException("topic %s was made anew: lane %d was at offset %d, and is at %d now"
                        .formatted(topic.name(), block.lane(), newest[block.lane()], block.offset()));
            }
            newest[block.lane()] = block.offset();
        }
    }

    private JournalFailedException failed(Exception failure) {
        return new JournalFailedException(
                "Kafka does not store blocks in topic %s (%s): %s"
                        .formatted(topic.name(), KafkaSettings.TOPIC, AdminAnswers.reason(failure)),
                failure);
    }

    private JournalFullException closed() {
        String trouble = trouble();
        return new JournalFullException("the journal was closed before Kafka had acknowledged %d blocks%s"
                .formatted(blocks.size(), trouble.isEmpty() ? "" : ": " + trouble));
    }

    /** What a commit waits for that has waited for more than two seconds; empty when all is well. Any thread. */
    String trouble() {
        return watch.trouble();
    }

    /** Ends a commit that waits; what the brokers have not acknowledged by now may be stored or not. Any thread. */
    void giveUp() {
        isClosed = true;
        producer.close(Duration.ZERO);
    }

    /** Gives up what is not acknowledged. May be called twice. */
    @Override
    public void close() {
        giveUp();
        writing.lock(); // the writer is about to leave
        try {
            packer.close();
        } finally {
            writing.unlock();
        }
    }
}
