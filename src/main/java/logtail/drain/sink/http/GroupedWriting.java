package logtail.drain.sink.http;

import static logtail.drain.sink.http.AttributeWriter.ascii;

import logtail.drain.sink.Writing;
import logtail.encode.EventFlags;
import logtail.encode.Output;
import logtail.encode.SourceNames;
import logtail.event.Block;
import logtail.event.Line;

/**
 * Events as JSON for {@link GroupedBody}: the key is what an event comes from, the event has its message and, as attributes, all
 * else that is known of it. What a format says itself are its own words and what stands around them.
 */
abstract class GroupedWriting implements Writing {
    private static final byte[] BETWEEN_FLAGS = ascii(", ");

    private final SourceNames names;
    private final AttributeWriter attributes;
    private final byte[] facility;
    private final byte[] msgId;
    private final byte[] flags;
    private final byte[] valueEnd;

    GroupedWriting(SourceNames names, AttributeWriter attributes, OwnAttributes own) {
        this.names = names;
        this.attributes = attributes;
        facility = ascii(own.facility());
        msgId = ascii(own.msgId());
        flags = ascii(own.flags());
        valueEnd = ascii(own.end());
    }

    /**
     * The attributes that do not come from the sender's own: what stands before the value of each, and behind it.
     *
     * @param facility before a number
     * @param msgId before the inside of a JSON string
     * @param flags before words with {@code ", "} between them
     * @param end behind each
     */
    record OwnAttributes(String facility, String msgId, String flags, String end) {}

    @Override
    public final void key(Block block, Output out) {
        names.write(block, out);
        endKey(block, out);
    }

    /** Writes what stands behind the last name of the key. */
    abstract void endKey(Block block, Output out);

    /** Writes the message as the inside of a JSON string. */
    static void message(Block block, Output out) {
        out.putJson(block.bytes(), block.messageFrom(), block.messageFrom() + block.messageLength());
    }

    /** Writes the attributes and gives whether there are any. */
    final boolean attributes(Block block, Output out) {
        int count = 0;
        if (block.facility() != Line.NO_FACILITY) {
            begin(count++, facility, out);
            out.putNumber(block.facility());
            out.put(valueEnd);
        }
        if (block.msgIdLength() > 0) {
            begin(count++, msgId, out);
            out.putJson(block.bytes(), block.msgIdFrom(), block.msgIdFrom() + block.msgIdLength());
            out.put(valueEnd);
        }
        if ((block.flags() & EventFlags.SHOWN) != 0) {
            begin(count++, flags, out);
            EventFlags.write(block.flags(), BETWEEN_FLAGS, out);
            out.put(valueEnd);
        }
        return attributes.write(block, count, out) > 0;
    }

    private void begin(int before, byte[] name, Output out) {
        attributes.begin(before == 0, out);
        out.put(name);
    }
}
