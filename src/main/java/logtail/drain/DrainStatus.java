package logtail.drain;

import java.util.Optional;
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
