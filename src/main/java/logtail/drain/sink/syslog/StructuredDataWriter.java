package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.encode.Output;
import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/**
 * Writes attributes as STRUCTURED-DATA (RFC 5424, section 6.3): {@code id.name} as the parameter {@code name} of the element
 * {@code id}, an empty value without a name as an element without parameters, as {@code SyslogParser} made them; any other
 * in an element of our own, which also has whatever the header could not hold as it was. What cannot stand in a name becomes
 * {@code _}, a name is cut after 32 bytes, and no element comes twice, as receivers that are strict refuse that.
 */
final class StructuredDataWriter {
    private static final byte[] OWN =
            "logtail@32473".getBytes(US_ASCII); // the number that RFC 5612 sets aside for such use
    private static final int NAME_LENGTH = 32;

    private byte[] bytes = {};
    private int end;
    private byte[] idBytes = OWN; // the id of the last pair looked at
    private int idFrom;
    private int idTo;
    private final Output first = new Output(); // its id, made fit

    /** Writes all elements; {@code own} holds parameters for the element of our own, each behind a SP, or nothing. */
    void write(Block block, Output own, Output out) {
        bytes = block.bytes();
        end = block.attributesFrom() + block.attributesLength();
        if (block.attributesLength() == 0 && own.length() == 0) {
            out.put('-');
            return;
        }
        boolean isOwnDue = own.length() > 0;
        for (int pair = block.attributesFrom(); pair < end; pair = next(block, pair)) {
            readId(block, pair);
            if (isFirstOfId(block, pair)) {
                boolean isOwn = isId(OWN, 0, OWN.length);
                element(block, pair, isOwn ? own : null, out);
                isOwnDue &= !isOwn;
            }
        }
        if (isOwnDue) {
            out.put('[');
            out.put(OWN);
            out.put(own.bytes(), 0, own.length());
            out.put(']');
        }
    }

    /** Writes the value of a parameter. */
    static void value(byte[] bytes, int from, int to, Output out) {
        out.put('=');
        out.put('"');
        for (int i = from; i < to; i++) {
            if (bytes[i] == '"' || bytes[i] == '\\' || bytes[i] == ']') {
                out.put('\\');
            }
            out.put(bytes[i]);
        }
        out.put('"');
    }

    private void element(Block block, int firstPair, @Nullable Output own, Output out) {
        out.put('[');
        out.put(first.bytes(), 0, first.length());
        if (own != null) {
            out.put(own.bytes(), 0, own.length());
        }
        for (int pair = firstPair; pair < end; pair = next(block, pair)) {
            readId(block, pair);
            int value = block.attributeValueFrom(pair);
            int nameFrom = nameFrom(pair, value);
            if (isId(first.bytes(), 0, first.length()) && !isBare(block, pair)) {
                out.put(' ');
                name(bytes, nameFrom, value, out);
                value(bytes, value, next(block, pair), out);
            }
        }
        out.put(']');
    }

    private boolean isFirstOfId(Block block, int pair) {
        first.clear();
        name(idBytes, idFrom, idTo, first);
        for (int earlier = block.attributesFrom(); earlier < pair; earlier = next(block, earlier)) {
            readId(block, earlier);
            if (isId(first.bytes(), 0, first.length())) {
                return false;
            }
        }
        readId(block, pair);
        return true;
    }

    private void readId(Block block, int pair) {
        int value = block.attributeValueFrom(pair);
        int dot = idEnd(pair + 3, value);
        boolean isOwn = dot == value && !isBare(block, pair);
        idBytes = isOwn ? OWN : bytes;
        idFrom = isOwn ? 0 : pair + 3;
        idTo = isOwn ? OWN.length : dot;
    }

    private int nameFrom(int pair, int value) {
        int dot = idEnd(pair + 3, value);
        return dot == value ? pair + 3 : dot + 1;
    }

    /** Whether this is an element without parameters. */
    private boolean isBare(Block block, int pair) {
        return block.attributeValueLength(pair) == 0
                && idEnd(pair + 3, block.attributeValueFrom(pair)) == block.attributeValueFrom(pair);
    }

    /** Whether the id of the last pair looked at, made fit, is this one. */
    private boolean isId(byte[] id, int from, int to) {
        int length = Math.min(NAME_LENGTH, idTo - idFrom);
        boolean isSame = length == to - from || (length == 0 && to - from == 1);
        for (int i = 0; i < length && isSame; i++) {
            isSame = fit(idBytes[idFrom + i]) == id[from + i];
        }
        return isSame;
    }

    private static int next(Block block, int pair) {
        return block.attributeValueFrom(pair) + block.attributeValueLength(pair);
    }

    /** Where the SD-ID ends: at the first dot, behind the {@code @} when there is one; at {@code to} when there is no dot. */
    private int idEnd(int from, int to) {
        int at = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '@') {
                at = i;
                break;
            }
        }
        for (int i = at; i < to; i++) {
            if (bytes[i] == '.' && i > from && i + 1 < to) {
                return i;
            }
        }
        return to;
    }

    private static void name(byte[] bytes, int from, int to, Output out) {
        for (int i = from; i < Math.min(to, from + NAME_LENGTH); i++) {
            out.put(fit(bytes[i]));
        }
        if (from == to) {
            out.put('_');
        }
    }

    private static byte fit(byte b) {
        return b > ' ' && b < 0x7F && b != '=' && b != ']' && b != '"' ? b : (byte) '_';
    }
}
