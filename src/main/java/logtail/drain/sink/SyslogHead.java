package logtail.drain.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.Line;

/** The beginning of a syslog message: priority and version (RFC 5424, section 6.2). */
public final class SyslogHead {
    private static final byte[] VERSION = "1 ".getBytes(US_ASCII);
    private static final int USER = 1; // facility, when the event has none

    private SyslogHead() {}

    /** Writes {@code <13>1 } for the current event of {@code block}. */
    public static void begin(Block block, Output out) {
        int facility = block.facility() == Line.NO_FACILITY ? USER : block.facility();
        out.put('<');
        out.putNumber(facility * 8 + block.severity());
        out.put('>');
        out.put(VERSION);
    }
}
