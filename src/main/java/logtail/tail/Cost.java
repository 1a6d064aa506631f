package logtail.tail;

/**
 * Time that one session used in the live group's current round, and until when it is excluded from the group for using too
 * much. Used by the thread that owns the session.
 */
final class Cost {
    private long round;
    private long spentNs;
    private long apartUntilNs;
    private boolean isApart;

    /** Adds to the time used in this round; returns the sum. */
    long add(long ofRound, long ns) {
        if (round != ofRound) {
            round = ofRound;
            spentNs = 0;
        }
        spentNs += ns;
        return spentNs;
    }

    /** Time used in this round. */
    long spentNs(long ofRound) {
        return round == ofRound ? spentNs : 0;
    }

    /** Excludes the session from the group until then. */
    void setApart(long untilNs) {
        isApart = true;
        apartUntilNs = untilNs;
    }

    /** Whether the session is still excluded. */
    boolean isApart(long nowNs) {
        isApart &= nowNs - apartUntilNs < 0;
        return isApart;
    }
}
