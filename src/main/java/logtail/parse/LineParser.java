package logtail.parse;

import logtail.event.Line;

/** Parses one frame in place. Never throws, allocates nothing; an instance belongs to one thread. */
public interface LineParser {
    /**
     * Clears {@code line} and fills it with slices of {@code bytes[from, to)}. A line that it cannot parse becomes the
     * message as a whole, flagged {@link Line#MALFORMED}.
     *
     * @param nowNs the time of receipt in nanoseconds since the Unix epoch; supplies the year of times that have none
     */
    void parse(byte[] bytes, int from, int to, long nowNs, Line line);
}
