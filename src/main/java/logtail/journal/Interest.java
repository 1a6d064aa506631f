package logtail.journal;

import logtail.event.Severity;

/**
 * What a reader looks for, as far as a journal's index can tell. An event that fails one of these is not wanted; one that
 * passes all of them may be.
 *
 * @param apps which apps are wanted
 * @param worst the highest severity code that is wanted; all worse (lower) ones are too
 * @param sinceNs the earliest time that is wanted
 * @param untilNs the time from which on nothing is wanted
 * @param isByTime whether these are times that the senders gave, instead of times of receipt
 */
public record Interest(AppTest apps, int worst, long sinceNs, long untilNs, boolean isByTime) {
    /** Wants them all. */
    public static final AppTest EVERY_APP = (bytes, from, length) -> true;

    /** Decides on the name in {@code bytes[from, from + length)}. */
    @FunctionalInterface
    public interface AppTest {
        boolean wants(byte[] bytes, int from, int length);
    }

    /** Whether no event can fail, so that an index is of no use. */
    public boolean isEverything() {
        return apps.equals(EVERY_APP)
                && worst >= Severity.DEBUG.code()
                && sinceNs == Long.MIN_VALUE
                && untilNs == Long.MAX_VALUE;
    }
}
