package logtail.event;

/**
 * A half-open range of event ids: from {@code first}, inclusive, to {@code end}, exclusive. All id ranges are
 * half-open, so adjacent ones share a bound and the length is a difference.
 *
 * @param first the first id; any when it is empty
 * @param end the id after the last one; {@link Long#MAX_VALUE}, which is never an event's id, for no end
 */
public record IdRange(long first, long end) {
    /** The range with both bounds inclusive; {@link Long#MAX_VALUE} as {@code last} means no end. */
    public static IdRange closed(long first, long last) {
        return new IdRange(first, last == Long.MAX_VALUE ? last : last + 1);
    }

    /** The range of one id. */
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

    /** The last id; defined only when the range is neither empty nor endless. */
    public long last() {
        return end - 1;
    }

    public boolean contains(long id) {
        return first <= id && id < end;
    }
}
