package logtail.ingest;

import io.netty.util.concurrent.FastThreadLocal;
import java.time.ZoneId;
import logtail.event.Line;
import logtail.event.WholeCharacters;
import logtail.parse.SyslogParser;

/**
 * Decodes what a RELP client sends: frames {@code NUMBER SP COMMAND SP LENGTH [SP DATA] LF}. Those of the command
 * {@code syslog} are lines, all others go to {@link Commands}, in the order of the stream. Data longer than a message may be
 * is cut, flagged, and the rest of it passed over, so that the frame can be acknowledged: a client would send it again for
 * ever. Whatever else is no such frame ends the session, as nobody can tell where the next one begins.
 */
final class RelpDecoder implements Decoder {
    private static final int HEADER_BYTES = 8 * 1024; // the most that a message has besides its text
    private static final int FRAME_BYTES = 64; // more than a frame has around its data
    private static final int MAX_COMMAND_DATA_BYTES = 4 * 1024;

    /** Takes the frames that hold no line. */
    interface Commands {
        /** A frame of any other command, or an empty one of syslog; its data is {@code bytes[from, to)}. */
        void take(RelpHeader header, byte[] bytes, int from, int to);

        /** The rest of the frame whose line was not {@linkplain RelpDecoder#isWhole whole} has come. */
        void takeRest();
    }

    /** Creates the decoders of a listener, each on its event loop. */
    @FunctionalInterface
    interface Factory {
        RelpDecoder open(int maxMessageBytes, Commands commands);
    }

    private final SyslogParser parser;
    private final int maxMessageBytes;
    private final int maxDataBytes;
    private final Commands commands;
    private final RelpHeader header = new RelpHeader();
    private byte[] bytes = {};
    private int at;
    private int to;
    private long receivedAtNs;
    private long digest;
    private long rest; // how much is still to come of a frame that was cut, with its line end
    private int previous; // number
    private int empty;

    private RelpDecoder(SyslogParser parser, int maxMessageBytes, Commands commands) {
        this.parser = parser;
        this.maxMessageBytes = maxMessageBytes;
        maxDataBytes = maxMessageBytes + HEADER_BYTES;
        this.commands = commands;
    }

    /** Creates decoders; those of an event loop share a parser. {@code zone} is the zone of times without one. */
    static Factory in(ZoneId zone) {
        var parsers = new FastThreadLocal<SyslogParser>() {
            @Override
            protected SyslogParser initialValue() {
                return new SyslogParser(zone);
            }
        };
        return (maxMessageBytes, commands) -> new RelpDecoder(parsers.get(), maxMessageBytes, commands);
    }

    @Override
    public void feed(byte[] bytes, int from, int to, long receivedAtNs) {
        this.bytes = bytes;
        at = from;
        this.to = to;
        this.receivedAtNs = receivedAtNs;
    }

    @Override
    public boolean next(Line into) {
        while (isRestOver() && header.read(bytes, at, to)) {
            if (header.isSyslog() && header.length() > 0) {
                return header.length() > maxDataBytes ? hasCutLine(into) : hasLine(into);
            }
            if (!hasCommand()) {
                return false;
            }
        }
        return false;
    }

    /** The number of the frame of the last line. */
    int number() {
        return header.number();
    }

    /** The digest of the data of that frame, as far as it is taken. */
    long digest() {
        return digest;
    }

    /** Whether all of that frame has come. */
    boolean isWhole() {
        return rest == 0;
    }

    @Override
    public int restFrom() {
        return at;
    }

    /** {@inheritDoc} What there is of an unfinished frame makes no line, as its client sends it again. */
    @Override
    public void end() {}

    @Override
    public int maxMessageBytes() {
        return maxDataBytes + FRAME_BYTES;
    }

    @Override
    public int emptyLines() {
        return empty;
    }

    private boolean isRestOver() {
        if (rest > to - at) {
            rest -= to - at;
            at = to;
            return false;
        }
        if (rest > 0) {
            at += (int) rest;
            rest = 0;
            requireEnd(at - 1);
            commands.takeRest();
        }
        return true;
    }

    private boolean hasLine(Line into) {
        int end = header.dataFrom() + header.length();
        if (end >= to) {
            return false;
        }
        requireEnd(end);
        parse(end, into);
        at = end + 1;
        return true;
    }

    private boolean hasCutLine(Line into) {
        int from = header.dataFrom();
        if (to - from <= maxDataBytes) {
            return false;
        }
        int end = WholeCharacters.end(bytes, from, from + maxDataBytes);
        parse(end, into);
        into.flags |= Line.TRUNCATED;
        rest = header.length() - (end - from) + 1L;
        at = end;
        return true;
    }

    private void parse(int end, Line into) {
        takeNumber();
        digest = Digest.of(bytes, header.dataFrom(), end, header.length());
        parser.parse(bytes, header.dataFrom(), end, receivedAtNs, into);
        into.wireBytes = header.length();
        if (into.message.length() > maxMessageBytes) {
            into.flags |= Line.TRUNCATED;
        }
    }

    private boolean hasCommand() {
        if (header.length() > MAX_COMMAND_DATA_BYTES) {
            throw new MalformedMessageException("frame %d holds no line and %d bytes; at most %d are taken"
                    .formatted(header.number(), header.length(), MAX_COMMAND_DATA_BYTES));
        }
        int end = header.dataFrom() + header.length();
        if (end >= to) {
            return false;
        }
        requireEnd(end);
        takeNumber();
        at = end + 1;
        empty += header.isSyslog() ? 1 : 0;
        commands.take(header, bytes, header.dataFrom(), end);
        return true;
    }

    /** Numbers grow, until they begin again; gaps do no harm. */
    private void takeNumber() {
        int ahead = Math.floorMod(header.number() - previous, RelpHeader.LAST_NUMBER);
        if (previous > 0 && (ahead == 0 || ahead > RelpHeader.LAST_NUMBER / 2)) {
            throw new MalformedMessageException("frame %d comes behind frame %d".formatted(header.number(), previous));
        }
        previous = header.number();
    }

    private void requireEnd(int place) {
        if (bytes[place] != '\n') {
            throw new MalformedMessageException(
                    "no line end is behind the %d bytes of frame %d".formatted(header.length(), header.number()));
        }
    }
}
