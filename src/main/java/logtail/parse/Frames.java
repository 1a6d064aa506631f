package logtail.parse;

/**
 * Cuts the bytes of one connection into frames, in place. Use:
 *
 * <pre>
 * frames.wrap(bytes, 0, to);              // the rest of before, followed by what was read
 * while (frames.next()) {
 *     parser.parse(bytes, frames.frameFrom(), frames.frameTo(), nowNs, line);
 * }
 * rest = bytes[frames.restFrom(), to);    // carry it over: it comes first at the next wrap
 * …
 * if (frames.end()) { … }                 // the stream ended: what is left may be a last frame
 * </pre>
 *
 * A frame longer than the limit is given once, cut to the limit, with {@link #isTruncated()}; what is over is skipped
 * over any number of wraps and never has to be carried. The rest is therefore never longer than the limit and an octet
 * count. Never throws, allocates nothing; an instance belongs to one connection and one thread.
 */
public interface Frames {
    /** Looks at the next bytes of the connection: everything from {@link #restFrom()} of before, then the new ones. */
    void wrap(byte[] bytes, int from, int to);

    /** Moves to the next complete frame; false when the bytes hold no more. */
    boolean next();

    /** Where the current frame begins. */
    int frameFrom();

    /** Where the current frame ends; its delimiter is not part of it. */
    int frameTo();

    /** Whether the current frame was longer than the limit, or than what came before the stream ended, and is cut. */
    boolean isTruncated();

    /** How many empty frames (keep-alives, blank lines) were passed over since the connection began. */
    int emptyFrames();

    /**
     * What has not been looked at begins here: after the current frame, or, once {@link #next()} gave false, what the
     * caller keeps for the next {@link #wrap}.
     */
    int restFrom();

    /** The stream ended: moves to what is left as a last frame; false when nothing is. */
    boolean end();
}
