package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.drain.sink.SyslogHead;
import logtail.drain.sink.Writing;
import logtail.encode.Output;
import logtail.encode.Timestamps;
import logtail.event.Block;

/**
 * The frames of {@code application/logplex-1}: {@code 83 <40>1 2012-11-30T06:45:29.000000+00:00 host app web.3 - State changed}
 * and a LF, which the count includes. It is RFC 5424 but for the structured data, which is not there, not even as {@code -}.
 * So attributes and the message id are not sent.
 */
final class LogplexWriting implements Writing {
    private static final byte[] UTC = "+00:00 ".getBytes(US_ASCII);
    private static final byte[] NO_MSG_ID = "- ".getBytes(US_ASCII);
    private static final int FRACTION_DIGITS = 6;

    private final Timestamps times = new Timestamps();
    private final Output time = new Output();
    private final Output frame = new Output();

    @Override
    public void event(Block block, Output out) {
        frame.clear();
        message(block, frame);
        out.putNumber(frame.length());
        out.put(' ');
        out.put(frame.bytes(), 0, frame.length());
    }

    private void message(Block block, Output out) {
        byte[] bytes = block.bytes();
        int source = block.source();
        SyslogHead.begin(block, out);
        time(block.timeNs(), out);
        field(bytes, block.hostFrom(source), block.hostLength(source), SyslogHead.HOST_LENGTH, out);
        field(bytes, block.appFrom(source), block.appLength(source), SyslogHead.APP_LENGTH, out);
        field(bytes, block.processFrom(source), block.processLength(source), SyslogHead.PROCESS_LENGTH, out);
        out.put(NO_MSG_ID);
        out.put(bytes, block.messageFrom(), block.messageLength());
        out.put('\n');
    }

    /** With the offset as Logplex writes it, for receivers that look for it. */
    private void time(long timeNs, Output out) {
        time.clear();
        times.put(timeNs, FRACTION_DIGITS, time);
        out.put(time.bytes(), 0, time.length() - 1);
        out.put(UTC);
    }

    private static void field(byte[] bytes, int from, int length, int most, Output out) {
        SyslogHead.field(bytes, from, length, most, out);
        out.put(' ');
    }
}
