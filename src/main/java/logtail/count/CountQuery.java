package logtail.count;

import java.time.Duration;
import logtail.query.TailQuery;

/**
 * What to count, and into which buckets.
 *
 * @param selection which events; its times have both ends, and are of the clock that the buckets are of
 * @param by what each bucket is divided by
 * @param stepNs the length of a bucket; buckets begin at whole steps of UTC
 * @param budget how long to read at most
 */
public record CountQuery(TailQuery selection, By by, long stepNs, Duration budget) {
    /** What the events of a bucket are divided by. */
    public enum By {
        LEVEL,
        /** The {@value Buckets#SHOWN_APPS} apps with the most events, and the rest. */
        APP,
        NONE
    }

    long sinceNs() {
        return selection.range().sinceNs();
    }

    long untilNs() {
        return selection.range().untilNs();
    }

    boolean isByTime() {
        return !selection.range().isByReceipt();
    }
}
