package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Line;

/** Names of an event's flags, as {@code GET /tail} shows them. */
public final class EventFlags {
    /** All flags that are shown. */
    public static final int SHOWN = Line.TRUNCATED | Line.MALFORMED | Line.CONTINUED | Line.RENAMED;

    private static final byte[][] NAMES = { // in the order of their bits
        "truncated".getBytes(US_ASCII),
        "malformed".getBytes(US_ASCII),
        "continued".getBytes(US_ASCII),
        "renamed".getBytes(US_ASCII)
    };

    private EventFlags() {}

    /** Writes the names of the flags with {@code separator} between them. */
    public static void write(int flags, byte[] separator, Output out) {
        boolean isFirst = true;
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((flags & (1 << bit)) != 0) {
                if (!isFirst) {
                    out.put(separator);
                }
                out.put(NAMES[bit]);
                isFirst = false;
            }
        }
    }
}
