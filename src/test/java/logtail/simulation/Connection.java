package logtail.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.ZoneOffset;
import java.util.Arrays;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.parse.SyslogFrames;
import logtail.parse.SyslogParser;

/** A sender's connection: lines as syslog in either framing, read in pieces that end anywhere. */
final class Connection {
    private static final int MAX_FRAME_BYTES = 8192;

    private final SyslogFrames frames = new SyslogFrames(MAX_FRAME_BYTES);
    private final SyslogParser parser = new SyslogParser(ZoneOffset.UTC);
    private final Line line = new Line();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private byte[] unread = {};

    void send(Said said, boolean isCounted) {
        String frame = "<13>1 - - %s - - - %s".formatted(said.app(), said.message());
        sent.writeBytes((isCounted ? frame.length() + " " + frame : frame + "\n").getBytes(US_ASCII));
    }

    /** One read of the socket; gives the number of lines that it completed. */
    int read(int bytes, BlockEncoder encoder, long nowNs) {
        byte[] more = sent.toByteArray();
        int count = Math.min(bytes, more.length);
        byte[] joined = Arrays.copyOf(unread, unread.length + count);
        System.arraycopy(more, 0, joined, unread.length, count);
        sent.reset();
        sent.write(more, count, more.length - count);
        frames.wrap(joined, 0, joined.length);
        int lines = 0;
        while (frames.next()) {
            parser.parse(joined, frames.frameFrom(), frames.frameTo(), nowNs, line);
            if (!encoder.tryAppend(line, nowNs)) {
                throw new AssertionError("the slot is full");
            }
            lines++;
        }
        unread = Arrays.copyOfRange(joined, frames.restFrom(), joined.length);
        return lines;
    }
}
