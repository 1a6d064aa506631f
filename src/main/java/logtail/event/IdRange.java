package logtail.event;

/**
 * Ids of events that follow one another, from {@code first} up to, but without {@code end}: half-open everywhere, so that
 * ranges meet without a hole and their length is a difference.
 *
 * @param first the first id; any when it is empty
 * @param end the id behind the last one; {@link Long#MAX_VALUE}, an id that is never given, for no end
 */
public record IdRange(long first, long end) {
    /** Both ends belong to it; {@link Long#MAX_VALUE} as the last one is no end. */
    public static IdRange closed(long first, long last) {
        return new IdRange(first, last == Long.MAX_VALUE ? last : last + 1);
    }

    /** Holds one id. */
    public static IdRange of(long id) {
        return closed(id, id);
    }

    public boolean isEmpty() {
        return first >= end;
    }

    /** Whether it has no last id. */
    public boolean isEndless() {
        return end == Long.MAX_VALUE;
    }

    /** The last id; only when it has one. */
    public long last() {
        return end - 1;
    }

    public boolean contains(long id) {
        return first <= id && id < end;
    }
}
