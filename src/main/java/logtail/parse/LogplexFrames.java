package logtail.parse;

/**
 * Checks a whole {@code application/logplex-1} body: octet-counted frames and nothing else. To read the frames of a sound
 * body use {@link SyslogFrames}, which finds as many.
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

    /** Where the first frame begins that is no octet count or longer than the body; -1 when the framing is sound. */
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
