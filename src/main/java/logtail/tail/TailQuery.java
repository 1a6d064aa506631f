package logtail.tail;

import java.util.List;
import logtail.event.Severity;
import logtail.filter.Filter;

/**
 * What one subscriber wants to see. Empty lists of names want all.
 *
 * @param worst the least severe level wanted; {@link Severity#DEBUG} wants all
 * @param isExactLevel whether only {@code worst} itself is wanted
 * @param sinceNs events received earlier are not wanted; {@link Long#MIN_VALUE} wants all
 * @param lines how many of the selected events already there to begin with; {@link #ALL} or at most {@link #MAX_LINES}
 * @param after begin behind the event with this id, whatever {@code lines} says; {@link #NO_CURSOR} for none
 * @param isFollowing whether to go on with new events, or to end where the journal ended on arrival
 */
public record TailQuery(
        List<NameGlob> apps,
        List<NameGlob> processes,
        List<NameGlob> hosts,
        Severity worst,
        boolean isExactLevel,
        Filter filter,
        long sinceNs,
        long lines,
        long after,
        boolean isFollowing) {
    public static final long ALL = Long.MAX_VALUE;
    public static final long MAX_LINES = 10_000_000;
    public static final long NO_CURSOR = -1;

    public TailQuery {
        apps = List.copyOf(apps);
        processes = List.copyOf(processes);
        hosts = List.copyOf(hosts);
    }
}
