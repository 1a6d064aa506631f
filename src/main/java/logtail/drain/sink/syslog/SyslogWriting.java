package logtail.drain.sink.syslog;

import logtail.drain.sink.Writing;
import logtail.encode.Output;
import logtail.event.Block;

/** Messages of syslog in octet-counted frames (RFC 6587, section 3.4.1). */
final class SyslogWriting implements Writing {
    private final SyslogMessage message = new SyslogMessage();
    private final Output frame = new Output();

    @Override
    public void event(Block block, Output out) {
        frame.clear();
        message.write(block, frame);
        out.putNumber(frame.length());
        out.put(' ');
        out.put(frame.bytes(), 0, frame.length());
    }
}
