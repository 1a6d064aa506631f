package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.drain.sink.Writing;
import logtail.encode.EventFlags;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;

/**
 * Entries of Loki: the key is the labels {@code app}, {@code process}, {@code host} and {@code level}, the event is {@code
 * ["<ns>","message",{…}]}. What else an event has is structured metadata, as labels would make a stream of every value. Names
 * there are made of letters, digits and {@code _}; several values of one name are joined.
 */
final class LokiWriting implements Writing {
    private static final byte[] APP = ascii("{\"app\":\"");
    private static final byte[] PROCESS = ascii("\",\"process\":\"");
    private static final byte[] HOST = ascii("\",\"host\":\"");
    private static final byte[][] LEVELS = new byte[8][];
    private static final byte[] FACILITY = ascii("\"facility\":\"");
    private static final byte[] MSG_ID = ascii("\"msgid\":\"");
    private static final byte[] FLAGS = ascii("\"flags\":\"");
    private static final byte[] BETWEEN = ascii(", ");

    static {
        for (var severity : Severity.values()) {
            LEVELS[severity.code()] = ascii("\",\"level\":\"" + severity.label() + "\"}");
        }
    }

    private final AttributeWriter attributes = new Metadata();

    /** One string a name. */
    private static final class Metadata extends AttributeWriter {
        @Override
        void name(byte[] bytes, int from, int to, boolean isFirst, Output out) {
            begin(isFirst, out);
            out.put('"');
            if (from == to || (bytes[from] >= '0' && bytes[from] <= '9')) {
                out.put('_');
            }
            for (int i = from; i < to; i++) {
                out.put(fit(bytes[i]));
            }
            out.put('"');
            out.put(':');
        }

        @Override
        void value(byte[] bytes, int from, int to, int number, boolean isLast, Output out) {
            if (number == 0) {
                out.put('"');
            } else {
                out.put(BETWEEN);
            }
            out.putJson(bytes, from, to);
            if (isLast) {
                out.put('"');
            }
        }

        @Override
        boolean isSame(byte a, byte b) {
            return fit(a) == fit(b);
        }

        private static byte fit(byte b) {
            boolean isLetter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
            return isLetter || (b >= '0' && b <= '9') ? b : (byte) '_';
        }
    }

    @Override
    public void key(Block block, Output out) {
        byte[] bytes = block.bytes();
        int source = block.source();
        out.put(APP); // names hold nothing that JSON escapes: see logtail.event.Names
        out.put(bytes, block.appFrom(source), block.appLength(source));
        if (block.processLength(source) > 0) {
            out.put(PROCESS);
            out.put(bytes, block.processFrom(source), block.processLength(source));
        }
        if (block.hostLength(source) > 0) {
            out.put(HOST);
            out.put(bytes, block.hostFrom(source), block.hostLength(source));
        }
        out.put(LEVELS[block.severity()]);
    }

    @Override
    public void event(Block block, Output out) {
        out.put('[');
        out.put('"');
        out.putNumber(Math.max(0, block.timeNs())); // nothing is before 1970 there
        out.put('"');
        out.put(',');
        out.put('"');
        out.putJson(block.bytes(), block.messageFrom(), block.messageFrom() + block.messageLength());
        out.put('"');
        if (metadata(block, out) > 0) {
            out.put('}');
        }
        out.put(']');
    }

    /** Gives how many there are. */
    private int metadata(Block block, Output out) {
        int count = 0;
        if (block.facility() != Line.NO_FACILITY) {
            begin(count++ == 0, out);
            out.put(FACILITY);
            out.putNumber(block.facility());
            out.put('"');
        }
        if (block.msgIdLength() > 0) {
            begin(count++ == 0, out);
            out.put(MSG_ID);
            out.putJson(block.bytes(), block.msgIdFrom(), block.msgIdFrom() + block.msgIdLength());
            out.put('"');
        }
        if ((block.flags() & EventFlags.SHOWN) != 0) {
            begin(count++ == 0, out);
            out.put(FLAGS);
            EventFlags.write(block.flags(), BETWEEN, out);
            out.put('"');
        }
        return attributes.write(block, count, out);
    }

    private static void begin(boolean isFirst, Output out) {
        out.put(',');
        if (isFirst) {
            out.put('{');
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
