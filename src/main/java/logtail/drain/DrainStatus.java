package logtail.drain;

import java.util.Optional;
import logtail.journal.Journal;
import logtail.journal.Place;

/**
 * Snapshot of a drain's state for users.
 *
 * @param accepted the place up to which the destination has accepted everything
 * @param lagEvents number of events in the journal after the last one that reached the destination, matching or not
 * @param lagSeconds age of the oldest of them; 0 for none
 * @param sent events sent since the start, each counted once
 * @param resent how many of them were sent again because their acceptance was unknown
 * @param retries number of retries
 * @param deadLetters number of events in the dead-letter file
 * @param lost events lost before they could be sent, since the start
 * @param trouble description of a current failure
 * @param lastError the last failure, preceded by its time as RFC 3339
 */
public record DrainStatus(
        State state,
        Place accepted,
        long lagEvents,
        double lagSeconds,
        long sent,
        long resent,
        long retries,
        long deadLetters,
        long lost,
        Optional<String> trouble,
        Optional<String> lastError) {
    /** Of a drain that cannot run. */
    public static DrainStatus broken(Place accepted, String why, long deadLetters) {
        return new DrainStatus(
                State.BROKEN, accepted, 0, 0, 0, 0, 0, deadLetters, 0, Optional.of(why), Optional.of(why));
    }

    /** Of a drain of which nothing was told yet. */
    public static DrainStatus running(Place accepted) {
        return new DrainStatus(State.RUNNING, accepted, 0, 0, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty());
    }

    /** The same in another state, at another place. */
    public DrainStatus at(State now, Place place, long lag) {
        return new DrainStatus(
                now,
                place,
                lag,
                lag == 0 ? 0 : lagSeconds,
                sent,
                resent,
                retries,
                deadLetters,
                lost,
                trouble,
                lastError);
    }

    /** How many events of a journal are behind this place; a lane that cannot tell how many has one at least. */
    public static long lag(Journal journal, Place from) {
        long lag = 0;
        for (int lane = 0; lane < from.lanes(); lane++) {
            long newest = journal.lastIndex(lane);
            if (newest > from.behind(lane)) {
                lag += journal.count(from.behind(lane), newest).orElse(1);
            }
        }
        return lag;
    }

    /** State of a drain, shown in lower case. */
    public enum State {
        /** Working. */
        RUNNING,
        /** The destination fails; the drain retries. */
        RETRYING,
        /** Paused by a user. */
        PAUSED,
        /** Its definition is invalid. */
        BROKEN
    }
}
