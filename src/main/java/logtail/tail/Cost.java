package logtail.tail;

/**
 * What one session costs the live group in the current round, and until when it reads on its own because that was too much.
 * Of the thread that owns the session.
 */
final class Cost {
    private long round;
    private long spentNs;
    private long apartUntilNs;
    private boolean isApart;

    /** Adds to what was spent in this round; returns the sum. */
    long add(long ofRound, long ns) {
        if (round != ofRound) {
            round = ofRound;
            spentNs = 0;
        }
        spentNs += ns;
        return spentNs;
    }

    /** What was spent in this round. */
    long spentNs(long ofRound) {
        return round == ofRound ? spentNs : 0;
    }

    /** Reads on its own until then. */
    void setApart(long untilNs) {
        isApart = true;
        apartUntilNs = untilNs;
    }

    /** Whether it still has to read on its own. */
    boolean isApart(long nowNs) {
        isApart &= nowNs - apartUntilNs < 0;
        return isApart;
    }
}
