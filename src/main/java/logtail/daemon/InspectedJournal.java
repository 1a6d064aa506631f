package logtail.daemon;

import java.io.OutputStream;

/** A journal that the tools look into, wherever it is kept; each tool opens it anew. */
interface InspectedJournal {
    /** Where it is, for people. */
    String place();

    /** What it is made of, for people. */
    String part();

    /** Prints statistics. */
    void printStats(Report report);

    /** Whether everything is valid; names what is not. */
    boolean verify(Report report);

    /**
     * Writes events and gaps.
     *
     * @param from the first id; 0 for the oldest
     * @param to the last id; {@link Long#MAX_VALUE} for the newest
     * @throws NoSuchRangeException when its ids are not in that order, or some are of no event
     */
    void export(long from, long to, OutputStream target, ExportProgress progress);

    /** Prints the oldest and the newest id. */
    void printIds(Report report);
}
