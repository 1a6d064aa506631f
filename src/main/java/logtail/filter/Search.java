package logtail.filter;

import java.util.Arrays;
import logtail.event.Block;

/**
 * Finds the next occurrence of any of several texts. Remembers the next occurrence of each text, so it searches a block
 * once per text, not once per occurrence of the others. One thread; allocates nothing after construction.
 */
final class Search {
    private static final int NOWHERE = Integer.MAX_VALUE;

    private final Literal[] texts;
    private final int[] next;
    private byte[] bytes = {};
    private int start;
    private long firstIndex;
    private int checksum;
    private int from; // everything before it has been searched

    Search(Anchor anchor) {
        texts = anchor.texts().stream()
                .map(text -> new Literal(text.text(), text.ignoreCase()))
                .toArray(Literal[]::new);
        next = new int[texts.length];
    }

    /** Whether the block contains any of the texts. */
    boolean isIn(Block block) {
        int first = block.start() + Block.HEADER_BYTES + Block.EVENT_HEADER_BYTES;
        for (Literal text : texts) {
            if (text.isIn(block.bytes(), first, block.eventsEnd())) {
                return true;
            }
        }
        return false;
    }

    /** The position of the first text behind the current event, or -1. */
    int indexIn(Block block) {
        int behind = block.eventEnd() + Block.EVENT_HEADER_BYTES;
        if (texts.length == 1) {
            return texts[0].indexIn(block.bytes(), behind, block.eventsEnd());
        }
        if (!isOn(block, behind)) {
            Arrays.fill(next, -1);
        }
        from = behind;
        int first = NOWHERE;
        for (int i = 0; i < texts.length; i++) {
            if (next[i] < behind) {
                int hit = texts[i].indexIn(block.bytes(), behind, block.eventsEnd());
                next[i] = hit < 0 ? NOWHERE : hit;
            }
            first = Math.min(first, next[i]);
        }
        return first == NOWHERE ? -1 : first;
    }

    /** Whether the remembered positions are of this block; resets them otherwise. */
    @SuppressWarnings({"ReferenceEquality", "ArrayEquals"}) // the same array, not an equal one
    private boolean isOn(Block block, int behind) {
        boolean isFirst = block.eventEnd() == block.start() + Block.HEADER_BYTES; // perhaps of another block
        boolean isSame = !isFirst
                && behind >= from
                && bytes == block.bytes()
                && start == block.start()
                && firstIndex == block.firstIndex()
                && checksum == block.checksum();
        bytes = block.bytes();
        start = block.start();
        firstIndex = block.firstIndex();
        checksum = block.checksum();
        return isSame;
    }
}
