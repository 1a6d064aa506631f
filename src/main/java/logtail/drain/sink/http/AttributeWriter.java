package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Walks through the attributes of events for formats that allow each name once: pairs of the same name, which syslog may have,
 * become one with several values.
 */
abstract class AttributeWriter {
    private final byte[] open;
    private final byte[] close;
    private final byte[] openSeveral;
    private final byte[] between;
    private final byte[] closeSeveral;

    /** With the texts around the only value of a name, and around and between several. */
    AttributeWriter(String open, String close, String openSeveral, String between, String closeSeveral) {
        this.open = ascii(open);
        this.close = ascii(close);
        this.openSeveral = ascii(openSeveral);
        this.between = ascii(between);
        this.closeSeveral = ascii(closeSeveral);
    }

    /** Writes what stands before a name; {@code isFirst} when no other came before it. */
    abstract void begin(boolean isFirst, Output out);

    /** Writes {@code bytes[from, to)} as the name of what comes next. */
    abstract void name(byte[] bytes, int from, int to, Output out);

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
                begin(count++ == 0, out);
                name(bytes, pair + 3, block.attributeValueFrom(pair), out);
                values(block, pair, end, out);
            }
        }
        return count;
    }

    private void values(Block block, int first, int end, Output out) {
        int pair = nextOfName(block, first, first, end);
        boolean isOnly = pair >= end;
        out.put(isOnly ? open : openSeveral);
        value(block, first, out);
        for (; pair < end; pair = nextOfName(block, first, pair, end)) {
            out.put(between);
            value(block, pair, out);
        }
        out.put(isOnly ? close : closeSeveral);
    }

    private static void value(Block block, int pair, Output out) {
        int from = block.attributeValueFrom(pair);
        out.putJson(block.bytes(), from, from + block.attributeValueLength(pair));
    }

    /** The next pair behind {@code pair} that has the name of {@code first}; {@code end} when there is none. */
    private int nextOfName(Block block, int first, int pair, int end) {
        int later = next(block, pair);
        while (later < end && !isSameName(block, first, later)) {
            later = next(block, later);
        }
        return later;
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

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
