package logtail.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.JournalUnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole topic, oldest block first, in the merged order, for the tools: without a daemon, and without changing anything.
 * Lines that two nodes stored are left out where all readers leave them out. Reports every loss to a listener just before it
 * returns the first block behind it in its lane; those at the end before it returns null.
 *
 * <p>It reads what was there when it was opened. Not thread-safe.
 */
public final class TopicScan implements AutoCloseable {
    private static final int LOOK_BACK_BYTES = 256 << 10;
    private static final long NS_PER_MS = 1_000_000;

    private final JournalTopic topic;
    private final Consumer<LaneLoss> losses;
    private final long[] beginnings;
    private final long[] ends;
    private final long[] expected; // offsets
    private final OldBlocks before;
    private final ShownOnce once;
    private final PackedBlock unpacker = new PackedBlock();
    private final Block block = new Block();
    private MergedBlocks blocks;
    private @Nullable LaneBlock found; // by a seek, and not returned yet
    private int lane;
    private long offset;
    private int packedBytes;
    private int leftOut;

    private TopicScan(JournalTopic topic, Consumer<LaneLoss> losses) {
        this.topic = topic;
        this.losses = losses;
        ends = topic.ends(); // before, so that no lane ends before it begins
        beginnings = topic.beginnings();
        for (int each = 0; each < ends.length; each++) {
            ends[each] = Math.max(ends[each], beginnings[each]);
        }
        expected = beginnings.clone();
        before = new OldBlocks(topic, new Beginnings(beginnings), LOOK_BACK_BYTES).waitForNobody();
        once = new ShownOnce(beginnings, before::lastLine);
        blocks = new MergedBlocks(topic, expected, ends);
    }

    /**
     * Opens the topic, which has to be there.
     *
     * @param losses called for everything damaged or missing, on the caller's thread
     * @throws NoTopicException when it is not there
     * @throws logtail.journal.JournalFailedException when Kafka does not answer, or the topic is none of a journal
     */
    public static TopicScan open(KafkaSettings settings, Consumer<LaneLoss> losses) {
        JournalTopic topic = JournalTopic.find(settings);
        try {
            return new TopicScan(topic, losses);
        } catch (RuntimeException e) {
            topic.close();
            throw e;
        }
    }

    public int lanes() {
        return ends.length;
    }

    /** The oldest offset of a lane. */
    public long beginning(int of) {
        return beginnings[of];
    }

    /** The offset behind the newest block of a lane. */
    public long end(int of) {
        return ends[of];
    }

    /** Whether the block that has this id was returned or passed over, if it is or was in the topic. */
    public boolean isBehind(long id) {
        return expected[EventId.lane(id)] > RecordIds.offset(id);
    }

    /** Whether there may be an event of this id. */
    public boolean isWithin(long id) {
        int of = EventId.lane(id);
        return of < ends.length && RecordIds.offset(id) >= beginnings[of] && RecordIds.offset(id) < ends[of];
    }

    /**
     * Goes to the block that has this id, passing over all that is before it in the merged order. Call it once, first.
     *
     * @param id one that is within
     * @return false when there is no such block
     */
    public boolean seek(long id) {
        int of = EventId.lane(id);
        LaneBlock wanted = read(of, RecordIds.offset(id));
        if (wanted == null) {
            return false;
        }
        long[] from = topic.offsetsAt(wanted.appendedMs());
        Arrays.setAll(from, each -> Math.clamp(from[each], beginnings[each], ends[each]));
        from[of] = Math.min(from[of], wanted.offset());
        System.arraycopy(from, 0, expected, 0, from.length);
        blocks.close();
        blocks = new MergedBlocks(topic, from, ends);
        LaneBlock next = blocks.next();
        while (next != null && (next.lane() != of || next.offset() < wanted.offset())) {
            once.leftOut(next.lane(), next.offset(), next.stamp());
            expected[next.lane()] = next.offset() + 1;
            next = blocks.next();
        }
        found = next;
        return next != null && next.offset() == wanted.offset();
    }

    private @Nullable LaneBlock read(int of, long at) {
        long[] from = new long[ends.length];
        long[] to = new long[ends.length];
        from[of] = at;
        to[of] = at + 1;
        try (var one = new MergedBlocks(topic, from, to)) {
            return one.next();
        }
    }

    /**
     * Reads the next sound block, or returns null at the end. Valid until the next call.
     *
     * @throws JournalUnreadableException when the brokers do not give it
     */
    public @Nullable Block next() {
        return next(true);
    }

    /**
     * The same, as a block that tells about its events and has none. What is packed is not looked at, so damage there is not
     * found.
     */
    public @Nullable Block nextOutline() {
        return next(false);
    }

    private @Nullable Block next(boolean isWhole) {
        for (LaneBlock next = nextPacked(); next != null; next = nextPacked()) {
            if (next.offset() > expected[next.lane()]) {
                tellMissing(next.lane(), next.offset());
            }
            expected[next.lane()] = next.offset() + 1;
            lane = next.lane();
            offset = next.offset();
            packedBytes = next.bytes().length;
            leftOut = once.leftOut(lane, offset, next.stamp());
            try {
                byte[] bytes = isWhole || leftOut > 0 ? unpacked(next) : PackedBlock.outline(next.bytes());
                tellMisplaced(block.wrap(bytes, 0));
                return block;
            } catch (DamagedBlockException e) {
                String what = PackedBlock.isNewer(next.bytes())
                        ? "a later version of logtail wrote it"
                        : String.valueOf(e.getMessage());
                losses.accept(new LaneLoss(LaneLoss.Kind.DAMAGED, lane, offset, offset, what));
            }
        }
        for (int each = 0; each < ends.length; each++) {
            if (expected[each] < ends[each]) {
                tellMissing(each, ends[each]);
                expected[each] = ends[each];
            }
        }
        return null;
    }

    private @Nullable LaneBlock nextPacked() {
        LaneBlock sought = found;
        found = null;
        return sought == null ? blocks.next() : sought;
    }

    private byte[] unpacked(LaneBlock packed) {
        return unpacker.unpack(packed.bytes(), RecordIds.first(lane, offset), packed.appendedMs() * NS_PER_MS, leftOut);
    }

    private void tellMisplaced(Block read) {
        for (int source = 0; source < read.sourceCount(); source++) {
            int right = Lanes.lane(read.bytes(), read.appFrom(source), read.appLength(source), ends.length);
            if (right != lane) {
                String app = new String(read.bytes(), read.appFrom(source), read.appLength(source), UTF_8);
                losses.accept(new LaneLoss(
                        LaneLoss.Kind.MISPLACED, lane, offset, offset, "app %s is in lane %d".formatted(app, right)));
                return;
            }
        }
    }

    /** Tells what there is none of from the expected offset of a lane to another, that one not included. */
    private void tellMissing(int of, long to) {
        long kept = Math.clamp(topic.beginnings()[of], expected[of], to);
        if (kept > expected[of]) {
            losses.accept(
                    new LaneLoss(LaneLoss.Kind.RETENTION, of, expected[of], kept - 1, "retention took them meanwhile"));
        }
        if (kept < to) {
            losses.accept(new LaneLoss(LaneLoss.Kind.MISSING, of, kept, to - 1, "these offsets are not there"));
        }
    }

    /** The lane of the last block. */
    public int lane() {
        return lane;
    }

    /** The offset of the last block. */
    public long offset() {
        return offset;
    }

    /** How long the last block is in the topic. */
    public int packedBytes() {
        return packedBytes;
    }

    /** How many events of the last block were stored before, and are left out. */
    public int leftOut() {
        return leftOut;
    }

    @Override
    public void close() {
        try (topic;
                before;
                unpacker) {
            blocks.close();
        }
    }
}
