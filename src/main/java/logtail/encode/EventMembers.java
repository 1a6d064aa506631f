package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;

/**
 * Writes the members common to all JSON objects of events, {@code "received"} to {@code "message"}; omits empty ones. One
 * thread.
 */
public final class EventMembers {
    private static final byte[] RECEIVED = ascii(",\"received\":\"");
    private static final SourceNames NAMES = new SourceNames("\",\"app\":\"", "\",\"process\":\"", "\",\"host\":\"");
    private static final byte[][] LEVELS = new byte[8][];
    private static final byte[] FACILITY = ascii(",\"facility\":");
    private static final byte[] MSG_ID = ascii(",\"msgid\":\"");
    private static final byte[] MESSAGE = ascii(",\"message\":\"");
    private static final int NANOSECONDS = 9; // digits

    static {
        for (var severity : Severity.values()) {
            LEVELS[severity.code()] = ascii("\",\"level\":\"" + severity.label() + '"');
        }
    }

    private final Timestamps times = new Timestamps();
    private final Timestamps timesOfReceipt = new Timestamps();

    private final boolean isExact;

    /** Writes ill-formed UTF-8 in messages as U+FFFD. */
    public EventMembers() {
        this(false);
    }

    /** @param isExact whether the bytes of a message can be had again, see {@link Output#putExactJson} */
    EventMembers(boolean isExact) {
        this.isExact = isExact;
    }

    /** Writes the sender's timestamp, without quotes. */
    public void time(Block block, Output out) {
        times.put(block.timeNs(), NANOSECONDS, out);
    }

    /** Writes the members, each preceded by a comma. */
    public void write(Block block, Output out) {
        byte[] bytes = block.bytes();
        out.put(RECEIVED);
        timesOfReceipt.put(block.receivedNs(), NANOSECONDS, out);
        NAMES.write(block, out);
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
        if (isExact) {
            out.putExactJson(bytes, block.messageFrom(), block.messageFrom() + block.messageLength());
        } else {
            out.putJson(bytes, block.messageFrom(), block.messageFrom() + block.messageLength());
        }
        out.put('"');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
