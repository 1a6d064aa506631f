package logtail.ingest;

import java.util.ArrayList;
import java.util.List;

/** The lines of one stream that were not taken while others were. One thread. */
final class Rejections {
    /** How many are kept with number and reason. */
    static final int MOST_TOLD = 10;

    private final List<Rejection> first = new ArrayList<>(0);
    private int count;

    /** Whether the next one is kept, so that its reason is worth making. */
    boolean wantsReason() {
        return first.size() < MOST_TOLD;
    }

    void add(long line, String reason) {
        count++;
        first.add(new Rejection(line, reason));
    }

    /** Adds one whose reason nobody {@linkplain #wantsReason wants}. */
    void add() {
        count++;
    }

    int count() {
        return count;
    }

    String firstReason() {
        return first.isEmpty() ? "" : first.get(0).reason();
    }

    List<Rejection> first() {
        return List.copyOf(first);
    }
}
