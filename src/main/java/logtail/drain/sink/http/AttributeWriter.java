package logtail.drain.sink.http;

import java.util.Arrays;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Walks through the attributes of events for formats that allow each name once: pairs of the same name, which syslog may have,
 * become one with several values.
 */
abstract class AttributeWriter {
    /** Writes {@code bytes[from, to)} as the name of what comes next; {@code isFirst} when nothing came before. */
    abstract void name(byte[] bytes, int from, int to, boolean isFirst, Output out);

    /**
     * Writes a value of the name.
     *
     * @param number how many came before it
     * @param isLast whether none comes after it
     */
    abstract void value(byte[] bytes, int from, int to, int number, boolean isLast, Output out);

    /** Whether two bytes in names make no difference. */
    boolean isSame(byte a, byte b) {
        return a == b;
    }

    /** Writes all attributes of the current event; gives how many names they had, beginning at {@code names}. */
    final int write(Block block, int names, Output out) {
        byte[] bytes = block.bytes();
        int count = names;
        int end = block.attributesFrom() + block.attributesLength();
        for (int pair = block.attributesFrom(); pair < end; pair = next(block, pair)) {
            if (!hasEarlier(block, pair)) {
                name(bytes, pair + 3, block.attributeValueFrom(pair), count == 0, out);
                count++;
                values(block, pair, end, out);
            }
        }
        return count;
    }

    private void values(Block block, int first, int end, Output out) {
        int number = 0;
        for (int pair = first; pair < end; number++) {
            int later = next(block, pair);
            while (later < end && !isSameName(block, first, later)) {
                later = next(block, later);
            }
            int from = block.attributeValueFrom(pair);
            value(block.bytes(), from, from + block.attributeValueLength(pair), number, later >= end, out);
            pair = later;
        }
    }

    private boolean hasEarlier(Block block, int pair) {
        for (int earlier = block.attributesFrom(); earlier < pair; earlier = next(block, earlier)) {
            if (isSameName(block, earlier, pair)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSameName(Block block, int a, int b) {
        byte[] bytes = block.bytes();
        int length = bytes[a] & 0xFF;
        if (length != (bytes[b] & 0xFF)) {
            return false;
        }
        int mismatch = Arrays.mismatch(bytes, a + 3, a + 3 + length, bytes, b + 3, b + 3 + length);
        for (int i = mismatch; i >= 0 && i < length; i++) {
            if (!isSame(bytes[a + 3 + i], bytes[b + 3 + i])) {
                return false;
            }
        }
        return true;
    }

    private static int next(Block block, int pair) {
        return block.attributeValueFrom(pair) + block.attributeValueLength(pair);
    }
}
