package logtail.journal.kafka;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Blocks in a row of which each can be reached by its number; grows as needed. One thread at a time. */
final class BlockQueue {
    private @Nullable LaneBlock[] blocks = new @Nullable LaneBlock[16]; // a power of two of them
    private int first;
    private int size;

    int size() {
        return size;
    }

    /** The block that has so many before it. */
    LaneBlock get(int index) {
        LaneBlock block = blocks[(first + index) & (blocks.length - 1)];
        if (block == null || index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return block;
    }

    void addLast(LaneBlock block) {
        if (size == blocks.length) {
            grow();
        }
        blocks[(first + size) & (blocks.length - 1)] = block;
        size++;
    }

    LaneBlock removeFirst() {
        LaneBlock block = get(0);
        blocks[first] = null;
        first = (first + 1) & (blocks.length - 1);
        size--;
        return block;
    }

    /** The first block at this offset or behind it, where all are of one lane; null when there is none. */
    @Nullable
    LaneBlock find(long offset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < size ? get(low) : null;
    }

    private void grow() {
        var larger = Arrays.copyOfRange(blocks, first, first + 2 * blocks.length);
        System.arraycopy(blocks, 0, larger, blocks.length - first, first);
        Arrays.fill(larger, size, larger.length, null);
        blocks = larger;
        first = 0;
    }
}
