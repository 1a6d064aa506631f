package logtail.drain;

import java.util.Optional;

/**
 * What users see of a drain at one moment.
 *
 * @param accepted the last id up to which the other side has everything
 * @param lagEvents how many newer events than what has reached the other side the journal holds, wanted or not
 * @param lagSeconds how old the oldest of them is; 0 for none
 * @param sent events that were handed over since the start, each once
 * @param resent how many of them were handed over again, as the other side may not have had them
 * @param retries how often a batch was tried again
 * @param deadLetters how many events wait in the dead-letter file
 * @param lost events that were gone before they could be sent, since the start
 * @param trouble what is wrong now, for people
 * @param lastError what went wrong last, with its time as RFC 3339 in front
 */
public record DrainStatus(
        State state,
        long accepted,
        long lagEvents,
        double lagSeconds,
        long sent,
        long resent,
        long retries,
        long deadLetters,
        long lost,
        Optional<String> trouble,
        Optional<String> lastError) {
    /** In small letters for users. */
    public enum State {
        /** Nothing is wrong. */
        RUNNING,
        /** The other side does not take what it is handed at the moment; it is tried again and again. */
        RETRYING,
        /** Somebody has paused it. */
        PAUSED,
        /** It cannot be used as it is defined. */
        BROKEN
    }
}
