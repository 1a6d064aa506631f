package logtail.encode;

/**
 * A run of matches that a tail left out, as more came than its reader wanted. The journal has them all.
 *
 * @param after the id of the event shown before them
 * @param before the id of the event shown behind them
 * @param count how many there are, at least 1
 */
public record Omitted(long after, long before, long count) {}
