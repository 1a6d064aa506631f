package logtail.journal;

/**
 * A durable, ordered log of blocks. Only the journal writer's thread calls {@link #append} and {@link #commit}; any
 * thread may call the other methods. Ids are dense, begin at 1 and always increase, across restarts too.
 *
 * <p>A block becomes visible to readers only once it is as durable as the settings ask, so readers never see an event
 * that a crash can undo.
 */
public interface Journal extends AutoCloseable {
    /** The id before the first one: the {@link #lastIndex()} of an empty journal. */
    long NONE = 0;

    /** A callback, on the writer's thread or the engine's, for a block that is durable. */
    @FunctionalInterface
    interface Appended {
        /**
         * Called once per block.
         *
         * @param firstIndex the id of the block's first event
         * @param lastIndex the id of its last one
         */
        void onAppended(long firstIndex, long lastIndex);
    }

    /** The identity of this journal, which never changes, across restarts too. */
    JournalId id();

    /**
     * Stamps the finished block in {@code bytes[0, lengthBytes)} with its ids and checksum, in place, and appends it.
     * The bytes may be reused when this returns; {@code appended} is called later, at the latest by {@link #commit}.
     *
     * @throws JournalFullException when there is no room; append the same bytes again later
     * @throws JournalFailedException when the store fails; the block is not stored and its ids are not used
     */
    void append(byte[] bytes, int lengthBytes, Appended appended);

    /**
     * Makes all appended blocks as durable as the settings ask, makes them visible to readers and calls their
     * callbacks.
     */
    void commit();

    /** Opens a reader that is positioned before the oldest event. Belongs to one thread at a time; close it. */
    JournalReader openReader();

    /**
     * The id ranges that may hold events of {@code interest}; for one thread at a time. Reads nothing before it is
     * asked.
     */
    CandidateRanges candidates(Interest interest);

    /**
     * What the index counted, for a reader interested in this; for one thread at a time. Tells of blocks that are not
     * committed too, so begin at {@link #lastIndex()}.
     */
    default Stretches stretches(Interest interest) {
        return Stretches.UNKNOWN;
    }

    /** The oldest id in the journal; {@code lastIndex() + 1} when it is empty. Never waits for the disk. */
    long firstIndex();

    /** The newest id that readers may see, or {@link #NONE}. */
    long lastIndex();

    /** Runs {@code wake} after each commit that made blocks visible; it must be quick and must not throw. */
    Subscription onGrowth(Runnable wake);

    @Override
    void close();

    /** A subscription to growth; closing it ends it, and may happen twice. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
