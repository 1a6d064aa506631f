package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.drain.sink.http.AttributeWriter.ascii;

import java.util.Arrays;
import logtail.drain.sink.Writing;
import logtail.encode.EventFlags;
import logtail.encode.EventMembers;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Two lines an event, the action and the document. The {@code _id} is the prefix, the id and the time of receipt, since ids
 * begin anew when a daemon loses its journal, and must not replace what was sent before. Members without a value are left out,
 * attributes that occur several times have arrays.
 */
final class ElasticsearchWriting implements Writing {
    private static final byte[] TIMESTAMP = ascii("\"}}\n{\"@timestamp\":\"");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":{");
    private static final byte[] FLAGS = ascii(",\"flags\":[\"");
    private static final byte[] BETWEEN_FLAGS = ascii("\",\"");
    private static final byte[] COMMA = ascii(",");

    private final EventMembers members = new EventMembers();
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
        Values() {
            super("\"", "\"", "[\"", "\",\"", "\"]");
        }

        @Override
        void begin(boolean isFirst, Output out) {
            out.put(isFirst ? ATTRIBUTES : COMMA);
        }

        @Override
        void name(byte[] bytes, int from, int to, Output out) {
            out.put('"');
            out.putJson(bytes, from, to);
            out.put('"');
            out.put(':');
        }
    }

    @Override
    public void event(Block block, Output out) {
        out.put(action);
        out.put(index.at(block.timeNs()));
        out.put(idPrefix);
        out.putNumber(block.index());
        out.put('-');
        out.putNumber(block.receivedNs());
        out.put(TIMESTAMP);
        members.time(block, out);
        out.put('"');
        members.write(block, out);
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
}
