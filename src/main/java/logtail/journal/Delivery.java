package logtail.journal;

/** One try to store the lines of a key; see {@link Deliveries}. */
public interface Delivery {
    /**
     * Appends a block of its next lines and no others, as {@link Journal#append} does, but for those that are stored. The
     * writer's thread.
     *
     * @throws JournalFullException when there is no room; append the same bytes again later
     * @throws JournalFailedException when the store fails
     */
    void append(byte[] bytes, int lengthBytes, Journal.Appended appended);

    /** How many lines were known to be stored when it began. Any thread. */
    int stored();

    /** Whether all lines so far were stored before it began. Any thread. */
    boolean isReplay();
}
