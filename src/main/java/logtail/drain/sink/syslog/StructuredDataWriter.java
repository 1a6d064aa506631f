package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Writes attributes as STRUCTURED-DATA (RFC 5424, section 6.3): {@code id.name} as the parameter {@code name} of the element
 * {@code id}, an empty value without a name as an element without parameters, as {@code SyslogParser} made them; any other
 * in an element of our own. What cannot stand in a name becomes {@code _}.
 */
final class StructuredDataWriter {
    private static final byte[] OWN =
            "logtail@32473".getBytes(US_ASCII); // the number that RFC 5612 sets aside for such use

    void write(Block block, Output out) {
        if (block.attributesLength() == 0) {
            out.put('-');
            return;
        }
        byte[] bytes = block.bytes();
        int end = block.attributesFrom() + block.attributesLength();
        byte[] openBytes = OWN;
        int openFrom = 0;
        int openTo = 0; // no element is open
        for (int pair = block.attributesFrom(); pair < end; ) {
            int nameFrom = pair + 3;
            int value = block.attributeValueFrom(pair);
            int valueEnd = value + block.attributeValueLength(pair);
            int idEnd = idEnd(bytes, nameFrom, value);
            boolean isBare = idEnd == value && value == valueEnd;
            boolean isOwn = idEnd == value && !isBare;
            byte[] idBytes = isOwn ? OWN : bytes;
            int idFrom = isOwn ? 0 : nameFrom;
            int idTo = isOwn ? OWN.length : idEnd;
            if (openTo == 0 || !Arrays.equals(openBytes, openFrom, openTo, idBytes, idFrom, idTo)) {
                if (openTo > 0) {
                    out.put(']');
                }
                out.put('[');
                name(idBytes, idFrom, idTo, out);
                openBytes = idBytes;
                openFrom = idFrom;
                openTo = idTo;
            }
            if (!isBare) {
                parameter(bytes, isOwn ? nameFrom : idEnd + 1, value, valueEnd, out);
            }
            pair = valueEnd;
        }
        out.put(']');
    }

    /** Where the SD-ID ends: at the first dot, behind the {@code @} when there is one; at {@code to} when there is no dot. */
    private static int idEnd(byte[] bytes, int from, int to) {
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

    private static void parameter(byte[] bytes, int nameFrom, int nameTo, int valueEnd, Output out) {
        out.put(' ');
        name(bytes, nameFrom, nameTo, out);
        out.put('=');
        out.put('"');
        for (int i = nameTo; i < valueEnd; i++) {
            if (bytes[i] == '"' || bytes[i] == '\\' || bytes[i] == ']') {
                out.put('\\');
            }
            out.put(bytes[i]);
        }
        out.put('"');
    }

    private static void name(byte[] bytes, int from, int to, Output out) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            out.put(b > ' ' && b < 0x7F && b != '=' && b != ']' && b != '"' ? b : '_');
        }
        if (from == to) {
            out.put('_');
        }
    }
}
