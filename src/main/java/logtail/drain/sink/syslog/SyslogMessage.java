package logtail.drain.sink.syslog;

import logtail.drain.sink.SyslogHead;
import logtail.encode.Output;
import logtail.encode.Timestamps;
import logtail.event.Block;

/**
 * Writes events as messages of RFC 5424. Attributes go as the structured data that they came from, those that did not as
 * {@code logtail@32473}; names that a header cannot hold are made fit. One thread.
 */
final class SyslogMessage {
    private static final int FRACTION_DIGITS = 6; // RFC 5424, section 6.2.3

    private final Timestamps times = new Timestamps();
    private final StructuredDataWriter structuredData = new StructuredDataWriter();

    /** Writes the current event of {@code block}, without any framing. */
    void write(Block block, Output out) {
        byte[] bytes = block.bytes();
        int source = block.source();
        SyslogHead.begin(block, out);
        times.put(block.timeNs(), FRACTION_DIGITS, out);
        out.put(' ');
        name(bytes, block.hostFrom(source), block.hostLength(source), out);
        out.put(' ');
        name(bytes, block.appFrom(source), block.appLength(source), out);
        out.put(' ');
        name(bytes, block.processFrom(source), block.processLength(source), out);
        out.put(' ');
        name(bytes, block.msgIdFrom(), block.msgIdLength(), out);
        out.put(' ');
        structuredData.write(block, out);
        out.put(' ');
        out.put(bytes, block.messageFrom(), block.messageLength());
    }

    /** A header field (RFC 5424, section 6): printable ASCII, or {@code -} for nothing. Receivers mind no length. */
    private static void name(byte[] bytes, int from, int length, Output out) {
        if (length == 0) {
            out.put('-');
        }
        for (int i = from; i < from + length; i++) {
            out.put(bytes[i] > ' ' && bytes[i] < 0x7F ? bytes[i] : '_');
        }
    }
}
