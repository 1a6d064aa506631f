package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.drain.sink.Writing;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Messages of syslog in frames of RELP without their transaction numbers, which are known only when a frame is sent:
 * {@code syslog LENGTH MESSAGE LF}.
 */
final class RelpWriting implements Writing {
    private static final byte[] COMMAND = "syslog ".getBytes(US_ASCII);

    private final SyslogMessage message = new SyslogMessage();
    private final Output data = new Output();

    @Override
    public void event(Block block, Output out) {
        data.clear();
        message.write(block, data);
        out.put(COMMAND);
        out.putNumber(data.length());
        out.put(' ');
        out.put(data.bytes(), 0, data.length());
        out.put('\n');
    }
}
