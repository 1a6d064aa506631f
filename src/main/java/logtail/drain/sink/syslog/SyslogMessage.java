package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.drain.sink.SyslogHead;
import logtail.encode.Output;
import logtail.encode.Timestamps;
import logtail.event.Block;

/**
 * Writes events as messages of RFC 5424. Attributes go as the structured data that they came from, those that did not as
 * {@code logtail@32473}; names that a header cannot hold are made fit, and go there as they are too. One thread.
 */
final class SyslogMessage {
    private static final int FRACTION_DIGITS = 6; // RFC 5424, section 6.2.3
    private static final byte[] HOST = " host".getBytes(US_ASCII);
    private static final byte[] APP = " app".getBytes(US_ASCII);
    private static final byte[] PROCESS = " process".getBytes(US_ASCII);
    private static final byte[] MSG_ID = " msgid".getBytes(US_ASCII);

    private final Timestamps times = new Timestamps();
    private final StructuredDataWriter structuredData = new StructuredDataWriter();
    private final Output own = new Output();

    /** Writes the current event of {@code block}, without any framing. */
    void write(Block block, Output out) {
        int source = block.source();
        own.clear();
        SyslogHead.begin(block, out);
        times.put(block.timeNs(), FRACTION_DIGITS, out);
        field(block, block.hostFrom(source), block.hostLength(source), SyslogHead.HOST_LENGTH, HOST, out);
        field(block, block.appFrom(source), block.appLength(source), SyslogHead.APP_LENGTH, APP, out);
        field(block, block.processFrom(source), block.processLength(source), SyslogHead.PROCESS_LENGTH, PROCESS, out);
        field(block, block.msgIdFrom(), block.msgIdLength(), SyslogHead.MSG_ID_LENGTH, MSG_ID, out);
        out.put(' ');
        structuredData.write(block, own, out);
        out.put(' ');
        out.put(block.bytes(), block.messageFrom(), block.messageLength());
    }

    private void field(Block block, int from, int length, int most, byte[] label, Output out) {
        out.put(' ');
        if (!SyslogHead.field(block.bytes(), from, length, most, out)) {
            own.put(label);
            StructuredDataWriter.value(block.bytes(), from, from + length, own);
        }
    }
}
