package logtail.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one kind of event from flooding the log, such as the end of every connection of a port scan: lets
 * {@value #MOST_A_MINUTE} lines of a kind through a minute, and counts the others. Any thread.
 */
final class Repeats {
    static final int MOST_A_MINUTE = 100;

    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final SortedMap<String, Kind> kinds = new TreeMap<>(); // a few dozen, named in our code

    private static final class Kind {
        private long sinceNs;
        private int lines;
        private long leftOut;
    }

    /** Whether a line of this kind may be written; it is counted otherwise. */
    synchronized boolean admit(String name, long nowNs) {
        Kind kind = kinds.computeIfAbsent(name, key -> new Kind());
        if (kind.lines == 0 || nowNs - kind.sinceNs >= MINUTE_NS) {
            kind.sinceNs = nowNs;
            kind.lines = 0;
        }
        if (kind.lines == MOST_A_MINUTE) {
            kind.leftOut++;
            return false;
        }
        kind.lines++;
        return true;
    }

    /** One message for each kind of which lines were left out since the last call. */
    synchronized List<String> told() {
        var messages = new ArrayList<String>();
        kinds.forEach((name, kind) -> {
            if (kind.leftOut > 0) {
                messages.add("at=log.repeated of=%s lines=%d msg=\"left out, as %d a minute are written\""
                        .formatted(OwnLog.quoted(name), kind.leftOut, MOST_A_MINUTE));
                kind.leftOut = 0;
            }
        });
        return messages;
    }
}
