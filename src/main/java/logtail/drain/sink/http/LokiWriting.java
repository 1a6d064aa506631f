package logtail.drain.sink.http;

import static logtail.drain.sink.http.AttributeWriter.ascii;

import logtail.drain.sink.Batch;
import logtail.encode.Output;
import logtail.encode.SourceNames;
import logtail.event.Block;
import logtail.event.Severity;

/**
 * Entries of Loki: the key is the labels {@code app}, {@code process}, {@code host} and {@code level}, the event is {@code
 * ["<ns>","message",{…}]}. What else an event has is structured metadata, as labels would make a stream of every value. Names
 * there are made of letters, digits and {@code _}; several values of one name are joined.
 */
final class LokiWriting extends GroupedWriting {
    private static final SourceNames LABELS = new SourceNames("{\"app\":\"", "\",\"process\":\"", "\",\"host\":\"");
    private static final OwnAttributes OWN = new OwnAttributes("\"facility\":\"", "\"msgid\":\"", "\"flags\":\"", "\"");
    private static final long MILLISECOND = 1_000_000;
    private static final byte[][] LEVELS = new byte[8][];
    private static final byte[] TIME = ascii("[\"");
    private static final byte[] MESSAGE = ascii("\",\"");

    static {
        for (var severity : Severity.values()) {
            LEVELS[severity.code()] = ascii("\",\"level\":\"" + severity.label() + "\"}");
        }
    }

    LokiWriting() {
        super(LABELS, new Metadata(), OWN);
    }

    /** One string a name. */
    private static final class Metadata extends AttributeWriter {
        Metadata() {
            super("\"", "\"", "\"", ", ", "\"");
        }

        @Override
        void begin(boolean isFirst, Output out) {
            out.put(',');
            if (isFirst) {
                out.put('{');
            }
        }

        @Override
        void name(byte[] bytes, int from, int to, Output out) {
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
        boolean isSame(byte a, byte b) {
            return fit(a) == fit(b);
        }

        private static byte fit(byte b) {
            boolean isLetter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
            return isLetter || (b >= '0' && b <= '9') ? b : (byte) '_';
        }
    }

    /**
     * The time of an event, with a step of nanoseconds that is its own: Loki takes two entries of one stream, time and text for one,
     * and all lines of one read, or of one second of a clock without fractions, have one time. Many thousand lines may be of one
     * read, here or at another daemon that sent them on with its time, so the step goes up to a millisecond however fine the time
     * is. It follows from the id, so it is the same when the event is sent again, and grows with the order of events.
     */
    private static long timeNs(Block block) {
        long timeNs = Math.clamp(block.timeNs(), 0, Long.MAX_VALUE - MILLISECOND); // nothing is before 1970 there
        return timeNs + block.index() % MILLISECOND;
    }

    /** The time of an event in a batch. */
    static long timeNs(Batch batch, int position) {
        long timeNs = 0;
        for (int at = batch.eventFrom(position) + TIME.length; batch.bytes()[at] != '"'; at++) {
            timeNs = timeNs * 10 + batch.bytes()[at] - '0';
        }
        return timeNs;
    }

    @Override
    void endKey(Block block, Output out) {
        out.put(LEVELS[block.severity()]);
    }

    @Override
    public void event(Block block, Output out) {
        out.put(TIME);
        out.putNumber(timeNs(block));
        out.put(MESSAGE);
        message(block, out);
        out.put('"');
        if (attributes(block, out)) {
            out.put('}');
        }
        out.put(']');
    }
}
