package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;

/** A line as text, for tests: what one parser made of one frame that stands in the middle of a larger array; its
 * message also as one character per octet. */
record Parsed(
        String app,
        String process,
        String host,
        String msgId,
        String messageOctets,
        long timeNs,
        int severity,
        int facility,
        boolean isMalformed,
        Map<String, String> attributes) {

    private static final int MARGIN = 3;

    static Parsed of(LineParser parser, String frame, String now) {
        var instant = Instant.parse(now);
        return of(parser, frame.getBytes(UTF_8), instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
    }

    static Parsed of(LineParser parser, byte[] frame, long nowNs) {
        byte[] bytes = new byte[frame.length + 2 * MARGIN];
        Arrays.fill(bytes, (byte) '7');
        System.arraycopy(frame, 0, bytes, MARGIN, frame.length);
        var line = new Line();
        parser.parse(bytes, MARGIN, MARGIN + frame.length, nowNs, line);
        var message = Arrays.copyOfRange(line.message.bytes(), line.message.from(), line.message.to());
        return new Parsed(
                line.app.toString(),
                line.process.toString(),
                line.host.toString(),
                line.msgId.toString(),
                new String(message, ISO_8859_1),
                line.timeNs,
                line.severity,
                line.facility,
                line.flags == Line.MALFORMED,
                attributes(line));
    }

    String message() {
        return new String(messageOctets.getBytes(ISO_8859_1), UTF_8);
    }

    /** RFC 3339 in UTC, or empty. */
    String time() {
        return timeNs == Line.NO_TIME
                ? ""
                : Instant.ofEpochSecond(0).plusNanos(timeNs).toString();
    }

    /** In a block, because only there attributes can be read. */
    private static Map<String, String> attributes(Line line) {
        var encoder = new BlockEncoder(1 << 20, 1 << 17);
        encoder.tryAppend(line, 0);
        encoder.finish();
        var block = new Block().wrap(encoder.bytes(), 0);
        block.nextEvent();
        return block.event().attributes();
    }
}
