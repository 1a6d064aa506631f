package logtail.parse;

/**
 * Validates the framing of a whole {@code application/logplex-1} body: octet-counted frames and nothing else.
 * {@link SyslogFrames} then reads exactly these frames.
 */
public final class LogplexFrames {
    private LogplexFrames() {}

    /** The number of frames in {@code body[from, to)}; -1 when the framing is broken, see {@link #brokenAt}. */
    public static int count(byte[] body, int from, int to) {
        int frames = 0;
        for (int at = from; at < to; frames++) {
            at = frameEnd(body, at, to);
            if (at < 0) {
                return -1;
            }
        }
        return frames;
    }

    /**
     * The position of the first frame without an octet count or longer than the body; -1 when the framing is sound.
     */
    public static int brokenAt(byte[] body, int from, int to) {
        int at = from;
        while (at < to) {
            int end = frameEnd(body, at, to);
            if (end < 0) {
                return at;
            }
            at = end;
        }
        return -1;
    }

    private static int frameEnd(byte[] body, int from, int to) {
        int text = OctetCount.bodyFrom(body, from, to);
        if (text < 0) {
            return -1;
        }
        int count = OctetCount.value(body, from, text);
        return count <= to - text ? text + count : -1;
    }
}
