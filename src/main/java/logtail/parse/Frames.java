package logtail.parse;

/**
 * Cuts the bytes of one connection into frames, in place. Use:
 *
 * <pre>
 * frames.wrap(bytes, 0, to);              // the previous rest, followed by the bytes read
 * while (frames.next()) {
 *     parser.parse(bytes, frames.frameFrom(), frames.frameTo(), nowNs, line);
 * }
 * rest = bytes[frames.restFrom(), to);    // carry it over to the start of the next wrap
 * …
 * if (frames.end()) { … }                 // the stream ended: the rest may be a last frame
 * </pre>
 *
 * A frame longer than the limit is returned once, cut to the limit, with {@link #isTruncated()}; the remainder is
 * skipped, over any number of wraps, and never carried over. So the rest is never longer than {@link #mostBytes} plus an octet
 * count. Never throws, allocates nothing; an instance belongs to one connection and one thread.
 */
public interface Frames {
    /** Sets the bytes to cut: those from the previous {@link #restFrom()} on, followed by the new ones. */
    void wrap(byte[] bytes, int from, int to);

    /** Moves to the next complete frame; false when the bytes hold no more. */
    boolean next();

    /** The longest frame of all, where {@code maxFrameBytes} is the limit of most. */
    default int mostBytes(int maxFrameBytes) {
        return maxFrameBytes;
    }

    /** Where the current frame begins. */
    int frameFrom();

    /** Where the current frame ends, without its delimiter. */
    int frameTo();

    /** Whether the current frame is incomplete: longer than the limit, or cut short by the end of the stream. */
    boolean isTruncated();

    /** Whether a count told where the current frame ends, rather than a delimiter. */
    default boolean isCounted() {
        return false;
    }

    /** How many empty frames (keep-alives, blank lines) were skipped since the connection began. */
    int emptyFrames();

    /**
     * Where the bytes begin that were not consumed: behind the current frame or, once {@link #next()} returned false,
     * those that the caller keeps for the next {@link #wrap}.
     */
    int restFrom();

    /** Why the bytes cannot be cut any further, once {@link #next()} or {@link #end()} returned false; empty while they can. */
    default String fault() {
        return "";
    }

    /** Tells that the stream ended, and moves to the remaining bytes as a last frame; false when there are none. */
    boolean end();
}
