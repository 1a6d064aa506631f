package logtail.journal.chronicle;

import java.util.zip.CRC32C;
import logtail.event.Block;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.TailerDirection;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * A place in the queue, and a copy of the excerpt read last. The bytes are copied out because a mapped file may shrink
 * or vanish under a slow reader; the copy grows to the largest excerpt met. One thread at a time, any thread.
 */
final class ExcerptCursor implements AutoCloseable {
    private final ExcerptTailer tailer;
    private final RollCycle rollCycle;
    private final CRC32C crc = new CRC32C();
    private final Block block = new Block();
    private byte[] bytes = new byte[4096];
    private int length;
    private long endOffset;

    /** A cursor before the oldest excerpt. */
    ExcerptCursor(SingleChronicleQueue queue) {
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        rollCycle = queue.rollCycle();
    }

    /** Goes behind the newest excerpt and reads towards the oldest from now on: slow, but needs no index. */
    void fromEndBackwards() {
        tailer.direction(TailerDirection.BACKWARD).toEnd();
    }

    /** Makes the excerpt with this Chronicle index the next one; when there is none, stays anywhere and says false. */
    boolean moveTo(long excerpt) {
        return tailer.moveToIndex(excerpt);
    }

    boolean moveTo(int cycle, long sequence) {
        return moveTo(rollCycle.toIndex(cycle, sequence));
    }

    /** Copies the next excerpt; false at the end. */
    boolean read() {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            Bytes<?> source = document.wire().bytes();
            length = (int) source.readRemaining();
            endOffset = source.readPosition() + length;
            if (length > bytes.length) {
                bytes = new byte[Math.max(length, bytes.length * 2)];
            }
            source.read(bytes, 0, length);
            return true;
        }
    }

    /** Whether the excerpt read last is a block with the checksum it was sealed with; {@link #block} is it then. */
    boolean isSound() {
        if (!Block.isSound(bytes, 0, length, crc)) {
            return false;
        }
        block.wrap(bytes, 0);
        return true;
    }

    Block block() {
        return block;
    }

    /** Chronicle's index of the excerpt read last. */
    long excerpt() {
        return tailer.lastReadIndex();
    }

    /** Its number in its cycle, from 0. */
    long sequence() {
        return rollCycle.toSequenceNumber(excerpt());
    }

    int cycle() {
        return rollCycle.toCycle(excerpt());
    }

    /** Where in its file the excerpt read last ends. */
    long endOffset() {
        return endOffset;
    }

    /** Goes to the beginning of this cycle if the file that it holds open is an older one; says whether it did. */
    boolean leaveBefore(int cycle) {
        int held = tailer.cycle(); // negative before the first move
        if (held < 0 || held >= cycle) {
            return false;
        }
        moveTo(cycle, 0);
        return true;
    }

    /** How many excerpts the file of this cycle holds. Moves the cursor. */
    long excerptsIn(int cycle) {
        return tailer.excerptsInCycle(cycle);
    }

    @Override
    public void close() {
        tailer.close();
    }
}
