package logtail.tail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;

/** One JSON object a line: the event members of {@code GET /tail}; empty members are left out. */
final class NdjsonFormat implements EventFormat {
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] TIME = ascii("\",\"time\":\"");
    private static final byte[] RECEIVED = ascii("\",\"received\":\"");
    private static final byte[] APP = ascii("\",\"app\":\"");
    private static final byte[] PROCESS = ascii("\",\"process\":\"");
    private static final byte[] HOST = ascii("\",\"host\":\"");
    private static final byte[][] LEVELS = new byte[8][];
    private static final byte[] FACILITY = ascii(",\"facility\":");
    private static final byte[] MSG_ID = ascii(",\"msgid\":\"");
    private static final byte[] MESSAGE = ascii(",\"message\":\"");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":{");
    private static final byte[] NAME_END = ascii("\":\"");
    private static final byte[] FLAGS = ascii(",\"flags\":[");
    private static final byte[] IS_LATE = ascii(",\"late\":true");
    private static final byte[] IS_CONTEXT = ascii(",\"context\":true");
    private static final String[] FLAG_NAMES = {"truncated", "malformed", "continued"}; // in the order of their bits

    static {
        for (var severity : Severity.values()) {
            LEVELS[severity.code()] = ascii("\",\"level\":\"" + severity.label() + '"');
        }
    }

    private final Timestamps times = new Timestamps();
    private final Timestamps timesOfReceipt = new Timestamps();

    @Override
    public void event(Block block, int marks, Output out) {
        object(block, marks, out);
        out.put('\n');
    }

    /** The object alone, without a line end. */
    void object(Block block, int marks, Output out) {
        byte[] bytes = block.bytes();
        out.put(ID);
        out.putNumber(block.index());
        out.put(TIME);
        times.put(block.timeNs(), 9, out);
        out.put(RECEIVED);
        timesOfReceipt.put(block.receivedNs(), 9, out);
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
        attributes(block, bytes, out);
        flags(block.flags(), out);
        if ((marks & LATE) != 0) {
            out.put(IS_LATE);
        }
        if ((marks & CONTEXT) != 0) {
            out.put(IS_CONTEXT);
        }
        out.put('}');
    }

    @Override
    public void gap(Gap gap, Output out) {
        gapObject(gap, out);
        out.put('\n');
    }

    void gapObject(Gap gap, Output out) {
        out.put(ascii("{\"gap\":{\"from\":\"%d\",\"to\":\"%d\",\"count\":%d,\"reason\":\"%s\"}}"
                .formatted(gap.from(), gap.to(), gap.count(), gap.reason().label())));
    }

    private static void names(Block block, byte[] bytes, Output out) {
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
    }

    private static void attributes(Block block, byte[] bytes, Output out) {
        int end = block.attributesFrom() + block.attributesLength();
        for (int pair = block.attributesFrom(); pair < end; ) {
            int value = block.attributeValueFrom(pair);
            int valueEnd = value + block.attributeValueLength(pair);
            if (pair == block.attributesFrom()) {
                out.put(ATTRIBUTES);
            } else {
                out.put(',');
            }
            out.put('"');
            out.putJson(bytes, pair + 3, value);
            out.put(NAME_END);
            out.putJson(bytes, value, valueEnd);
            out.put('"');
            pair = valueEnd;
        }
        if (block.attributesLength() > 0) {
            out.put('}');
        }
    }

    private static void flags(int flags, Output out) {
        if (flags == 0) {
            return;
        }
        out.put(FLAGS);
        String separator = "\"";
        for (int bit = 0; bit < FLAG_NAMES.length; bit++) {
            if ((flags & (1 << bit)) != 0) {
                out.put(ascii(separator + FLAG_NAMES[bit] + '"'));
                separator = ",\"";
            }
        }
        out.put(']');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
