package logtail.journal.chronicle;

/** Lets tests of other packages have retention happen now. */
public final class Retired {
    private Retired() {}

    /** Deletes what may be deleted; when this returns, it is done. */
    public static void now(ChronicleJournal journal) {
        journal.retire();
    }
}
