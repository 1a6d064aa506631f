package logtail.drain.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.Line;

/** The header of a syslog message (RFC 5424, section 6.2): priority and version, then fields of printable ASCII. */
public final class SyslogHead {
    /** The longest HOSTNAME, in characters. */
    public static final int HOST_LENGTH = 255;
    /** The longest APP-NAME. */
    public static final int APP_LENGTH = 48;
    /** The longest PROCID. */
    public static final int PROCESS_LENGTH = 128;
    /** The longest MSGID. */
    public static final int MSG_ID_LENGTH = 32;

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

    /**
     * Writes a field, or {@code -} for nothing; a character that it cannot hold becomes {@code _}, and what is too long is cut.
     * Returns whether it is now as it was.
     */
    public static boolean field(byte[] bytes, int from, int length, int most, Output out) {
        if (length == 0) {
            out.put('-');
            return true;
        }
        int before = out.length();
        boolean isSame = true;
        for (int i = from; i < from + length; i++) {
            boolean isPrintable = bytes[i] > ' ' && bytes[i] < 0x7F;
            boolean isContinued = (bytes[i] & 0xC0) == 0x80 && i > from; // of a character that is a _ already
            if (!isContinued && out.length() - before < most) {
                out.put(isPrintable ? bytes[i] : '_');
            }
            isSame &= isPrintable;
        }
        return isSame && length <= most;
    }
}
