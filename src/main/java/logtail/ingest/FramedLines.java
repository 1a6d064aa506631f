package logtail.ingest;

import io.netty.util.concurrent.FastThreadLocal;
import java.time.ZoneId;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import logtail.event.Line;
import logtail.parse.CriHead;
import logtail.parse.Frames;
import logtail.parse.JsonFrames;
import logtail.parse.LineFrames;
import logtail.parse.LineParser;
import logtail.parse.PlainLineParser;
import logtail.parse.SyslogFrames;
import logtail.parse.SyslogParser;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of text protocols: {@link Frames} cut the stream into frames, a {@link LineParser} parses each in place.
 * Parsers have caches, so all connections of an event loop share one.
 */
public final class FramedLines implements Decoder {
    private static final int HEADER_BYTES = 8 * 1024; // the most that a frame holds besides its message
    private static final int COUNT_BYTES = 64; // the most in front of a frame

    private final Frames frames;
    private final LineParser parser;
    private final int maxFrameBytes;
    private byte[] bytes = {};
    private long receivedAtNs;
    private boolean isEnded;
    private final CriHead cri = new CriHead();
    private boolean readsCri;
    private final @Nullable LastMessage last; // null where a line never continues another

    private FramedLines(Frames frames, LineParser parser, int maxFrameBytes, boolean joinsLines) {
        this.frames = frames;
        this.parser = parser;
        this.maxFrameBytes = maxFrameBytes;
        last = joinsLines ? new LastMessage() : null;
    }

    /**
     * Syslog over a stream; {@code zone} is the zone of times without one. A line without a header continues the message before it
     * on the same connection, when that was not counted.
     */
    public static Decoder.Factory syslog(ZoneId zone) {
        return of(SyslogFrames::new, () -> new SyslogParser(zone), true);
    }

    /** Syslog, one message per datagram. */
    public static Decoder.Factory syslogDatagrams(ZoneId zone) {
        return of(WholeFrames::new, () -> new SyslogParser(zone));
    }

    /** Text lines or JSON objects, one per line, with the daemon's zone and the times that they state. */
    public static Decoder.Factory lines() {
        return lines(ZoneId.systemDefault(), TimeFrom.LINE);
    }

    /** Text lines or JSON objects, one per line; {@code zone} is the zone of times without one. */
    public static Decoder.Factory lines(ZoneId zone, TimeFrom timeFrom) {
        return of(LineFrames::new, () -> new PlainLineParser(zone, timeFrom == TimeFrom.LINE));
    }

    /** JSON values, or the elements of a JSON array; {@code zone} is the zone of times without one. */
    public static Decoder.Factory json(ZoneId zone, TimeFrom timeFrom) {
        return of(JsonFrames::new, () -> new PlainLineParser(zone, timeFrom == TimeFrom.LINE));
    }

    /** Text lines or JSON objects, fed one at a time without a delimiter. */
    static Decoder.Factory wholeLines() {
        return of(WholeFrames::new, PlainLineParser::new);
    }

    /**
     * Any other combination.
     *
     * @param frames creates the frames of a connection, given the longest frame in bytes
     * @param parsers creates one parser per event loop
     */
    public static Decoder.Factory of(IntFunction<Frames> frames, Supplier<LineParser> parsers) {
        return of(frames, parsers, false);
    }

    private static Decoder.Factory of(IntFunction<Frames> frames, Supplier<LineParser> parsers, boolean joinsLines) {
        var parser = new FastThreadLocal<LineParser>() {
            @Override
            protected LineParser initialValue() {
                return parsers.get();
            }
        };
        return maxMessageBytes -> {
            int maxFrameBytes = maxMessageBytes + HEADER_BYTES;
            return new FramedLines(frames.apply(maxFrameBytes), parser.get(), maxFrameBytes, joinsLines);
        };
    }

    @Override
    public void feed(byte[] bytes, int from, int to, long receivedAtNs) {
        this.bytes = bytes;
        this.receivedAtNs = receivedAtNs;
        frames.wrap(bytes, from, to);
    }

    @Override
    public boolean next(Line into) {
        if (!frames.next() && !(isEnded && frames.end())) {
            if (!frames.fault().isEmpty()) {
                throw new MalformedMessageException(frames.fault());
            }
            return false;
        }
        int from = frames.frameFrom();
        int to = frames.frameTo();
        parser.parse(bytes, from, to, receivedAtNs, into);
        if (readsCri && cri.read(bytes, from, to)) {
            cri.open(parser, receivedAtNs, into);
        }
        if (last != null) {
            join(last, from, to, into);
        }
        into.wireBytes = to - from;
        if (frames.isTruncated() || into.message.length() > maxFrameBytes - HEADER_BYTES) {
            into.flags |= Line.TRUNCATED;
        }
        return true;
    }

    private void join(LastMessage message, int from, int to, Line line) {
        boolean hasHeader = (line.flags & Line.MALFORMED) == 0;
        boolean isBroken =
                !hasHeader && to - from > 1 && bytes[from] == '<' && bytes[from + 1] >= '0' && bytes[from + 1] <= '9';
        if (frames.isCounted() || isBroken) {
            message.forget(); // a count holds all of its message; a broken one is followed by lines of its own
        } else if (hasHeader) {
            message.note(line);
        } else if (message.isKnown()) {
            message.continueIn(line);
        }
    }

    /** {@inheritDoc} Called when the caller is about to give the bytes away. */
    @Override
    public int restFrom() {
        if (last != null) {
            last.keep();
        }
        return frames.restFrom();
    }

    @Override
    public void expectCri() {
        readsCri = parser instanceof PlainLineParser;
    }

    @Override
    public boolean areLines() {
        return frames instanceof LineFrames;
    }

    @Override
    public void end() {
        isEnded = true;
    }

    @Override
    public int maxMessageBytes() {
        return frames.mostBytes(maxFrameBytes) + COUNT_BYTES;
    }

    @Override
    public int emptyLines() {
        return frames.emptyFrames();
    }
}
