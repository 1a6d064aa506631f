package logtail.drain.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.tail.Output;
import logtail.tail.Timestamps;

/**
 * Two lines an event, the action and the document. The {@code _id} is the prefix, the id and the time of receipt, since ids
 * begin anew when a daemon loses its journal, and must not replace what was sent before. Members without a value are left out,
 * attributes that occur several times have arrays.
 */
final class ElasticsearchWriting implements Writing {
    private static final byte[] TIMESTAMP = ascii("\"}}\n{\"@timestamp\":\"");
    private static final byte[] RECEIVED = ascii("\",\"received\":\"");
    private static final byte[] APP = ascii("\",\"app\":\"");
    private static final byte[] PROCESS = ascii("\",\"process\":\"");
    private static final byte[] HOST = ascii("\",\"host\":\"");
    private static final byte[][] LEVELS = new byte[8][];
    private static final byte[] FACILITY = ascii(",\"facility\":");
    private static final byte[] MSG_ID = ascii(",\"msgid\":\"");
    private static final byte[] MESSAGE = ascii(",\"message\":\"");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":{");
    private static final byte[] FLAGS = ascii(",\"flags\":[\"");
    private static final byte[] BETWEEN_FLAGS = ascii("\",\"");
    private static final byte[] COMMA = ascii(",");
    private static final int NANOSECONDS = 9; // digits

    static {
        for (var severity : Severity.values()) {
            LEVELS[severity.code()] = ascii("\",\"level\":\"" + severity.label() + '"');
        }
    }

    private final Timestamps times = new Timestamps();
    private final Timestamps timesOfReceipt = new Timestamps();
    private final AttributeWriter attributes = new Values();
    private final byte[] action;
    private final IndexName index;
    private final byte[] idPrefix;

    /** @param action {@code index} or {@code create} */
    ElasticsearchWriting(String action, IndexName index, String idPrefix) {
        this.action = ascii("{\"" + action + "\":{\"_index\":\"");
        this.index = index;
        this.idPrefix = idPrefix(idPrefix);
    }

    private static byte[] idPrefix(String prefix) {
        byte[] text = prefix.getBytes(UTF_8);
        var out = new Output();
        out.put(ascii("\",\"_id\":\""));
        out.putJson(text, 0, text.length);
        out.put('-');
        return Arrays.copyOf(out.bytes(), out.length());
    }

    /** Strings, or arrays of them. */
    private static final class Values extends AttributeWriter {
        private static final byte[] BETWEEN = ascii("\",\"");

        @Override
        void name(byte[] bytes, int from, int to, boolean isFirst, Output out) {
            out.put(isFirst ? ATTRIBUTES : COMMA);
            out.put('"');
            out.putJson(bytes, from, to);
            out.put('"');
            out.put(':');
        }

        @Override
        void value(byte[] bytes, int from, int to, int number, boolean isLast, Output out) {
            if (number == 0 && !isLast) {
                out.put('[');
            }
            if (number == 0) {
                out.put('"');
            } else {
                out.put(BETWEEN);
            }
            out.putJson(bytes, from, to);
            if (isLast) {
                out.put('"');
            }
            if (number > 0 && isLast) {
                out.put(']');
            }
        }
    }

    @Override
    public void event(Block block, Output out) {
        byte[] bytes = block.bytes();
        out.put(action);
        out.put(index.at(block.timeNs()));
        out.put(idPrefix);
        out.putNumber(block.index());
        out.put('-');
        out.putNumber(block.receivedNs());
        out.put(TIMESTAMP);
        times.put(block.timeNs(), NANOSECONDS, out);
        out.put(RECEIVED);
        timesOfReceipt.put(block.receivedNs(), NANOSECONDS, out);
        names(block, bytes, out);
        out.put(LEVELS[block.severity()]);
        if (block.facility() != Line.NO_FACILITY) {
            out.put(FACILITY);
            out.putNumber(block.facility());
        }
        if (block.msgIdLength() > 0) {
            out.put(MSG_ID);
            out.putJson(bytes, block.msgIdFrom(), block.msgIdFrom() + block.msgIdLength());
            out.put('"');
        }
        out.put(MESSAGE);
        out.putJson(bytes, block.messageFrom(), block.messageFrom() + block.messageLength());
        out.put('"');
        rest(block, out);
    }

    private void rest(Block block, Output out) {
        if (attributes.write(block, 0, out) > 0) {
            out.put('}');
        }
        if ((block.flags() & EventFlags.SHOWN) != 0) {
            out.put(FLAGS);
            EventFlags.write(block.flags(), BETWEEN_FLAGS, out);
            out.put('"');
            out.put(']');
        }
        out.put('}');
        out.put('\n');
    }

    /** Names hold nothing that JSON escapes: see {@link logtail.event.Names}. */
    private static void names(Block block, byte[] bytes, Output out) {
        int source = block.source();
        out.put(APP);
        out.put(bytes, block.appFrom(source), block.appLength(source));
        if (block.processLength(source) > 0) {
            out.put(PROCESS);
            out.put(bytes, block.processFrom(source), block.processLength(source));
        }
        if (block.hostLength(source) > 0) {
            out.put(HOST);
            out.put(bytes, block.hostFrom(source), block.hostLength(source));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
