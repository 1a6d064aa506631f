package logtail.journal;

import logtail.event.Severity;

/**
 * The part of a query that the journal's index can evaluate. An event that fails one of these conditions never matches;
 * one that passes all of them may match.
 *
 * @param apps tests the names of apps
 * @param worst the highest severity code that matches; all worse (lower) ones match too
 * @param sinceNs the earliest matching time
 * @param untilNs the end of the matching times, exclusive
 * @param isByTime whether the times are those given by the senders instead of the times of receipt
 */
public record Interest(AppTest apps, int worst, long sinceNs, long untilNs, boolean isByTime) {
    /** Accepts every app. */
    public static final AppTest EVERY_APP = (bytes, from, length) -> true;

    /** Tests the app name in {@code bytes[from, from + length)}. */
    @FunctionalInterface
    public interface AppTest {
        boolean wants(byte[] bytes, int from, int length);
    }

    /** Whether every event matches, so that an index is of no use. */
    public boolean isEverything() {
        return apps.equals(EVERY_APP)
                && worst >= Severity.DEBUG.code()
                && sinceNs == Long.MIN_VALUE
                && untilNs == Long.MAX_VALUE;
    }
}
