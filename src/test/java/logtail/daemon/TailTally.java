package logtail.daemon;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what a tail in NDJSON shows and finds any hole: each id follows the one before, or a gap that says exactly what is
 * missing between them. One thread writes, others may read.
 */
final class TailTally {
    private static final Pattern GAP =
            Pattern.compile("\\{\"gap\":\\{\"from\":\"(\\d+)\",\"to\":\"(\\d+)\",\"count\":(\\d+),.*");
    private static final String ID = "{\"id\":\"";

    private final AtomicLong shown = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private volatile long first = -1;
    private volatile long last = -1;

    /** @throws IllegalStateException when something is missing, or is there twice, and nobody says so */
    void take(String line) {
        if (line.startsWith(ID)) {
            long id = Long.parseLong(line, ID.length(), line.indexOf('"', ID.length()), 10);
            advance(id, id, line);
            shown.incrementAndGet();
            return;
        }
        Matcher gap = GAP.matcher(line);
        if (gap.matches()) {
            long from = Long.parseLong(gap.group(1));
            long to = Long.parseLong(gap.group(2));
            advance(from, to, line);
            if (Long.parseLong(gap.group(3)) != to - from + 1) {
                throw new IllegalStateException("counts wrong: " + line);
            }
            gaps.incrementAndGet();
            missed.addAndGet(to - from + 1);
        }
    }

    /** The first id shown or missed; -1 before. */
    long first() {
        return first;
    }

    /** The last id shown or missed; -1 before. */
    long last() {
        return last;
    }

    long shown() {
        return shown.get();
    }

    long gaps() {
        return gaps.get();
    }

    /** How many events the gaps told of. */
    long missed() {
        return missed.get();
    }

    @Override
    public String toString() {
        return "%d events shown, %d missed in %d gaps".formatted(shown(), missed(), gaps());
    }

    private void advance(long from, long to, String line) {
        if (last < 0) {
            first = from;
        } else if (from != last + 1) {
            throw new IllegalStateException("after id " + last + " came " + line);
        }
        last = to;
    }
}
