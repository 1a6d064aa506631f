package logtail.journal;

/**
 * Blocks in order, kept. One thread, the journal writer, calls {@link #append} and {@link #commit}; everything else may
 * be called by any thread. Ids are dense, begin at 1 and only grow, across restarts too.
 *
 * <p>A block becomes visible to readers only when it is kept as surely as the settings ask, so nothing is shown that a
 * crash could take back.
 */
public interface Journal extends AutoCloseable {
    /** The id before the first one: what {@link #lastIndex()} says of an empty journal. */
    long NONE = 0;

    /** Told, on the writer's thread or the engine's, once a block is kept. */
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

    /** Which journal this is; the same for its life, across restarts. */
    JournalId id();

    /**
     * Stamps the finished block in {@code bytes[0, lengthBytes)} with its ids and checksum, in place, and appends it.
     * The bytes may be reused when this returns; {@code appended} is told later, at the latest by {@link #commit}.
     *
     * @throws JournalFullException when there is no room; append the same bytes again later
     * @throws JournalFailedException when the store cannot take it; the block is not kept and its ids are free
     */
    void append(byte[] bytes, int lengthBytes, Appended appended);

    /** Makes all that was appended as durable as the settings ask, shows it to readers and completes it. */
    void commit();

    /** A reader before the oldest event. Belongs to one thread at a time; close it. */
    JournalReader openReader();

    /** Tells where to look for events; for one thread at a time. Cheap until it is asked. */
    CandidateRanges stretches(Interest interest);

    /** The oldest id still kept; {@code lastIndex() + 1} when there is none. */
    long firstIndex();

    /** The newest id that readers may see, or {@link #NONE}. */
    long lastIndex();

    /** Runs {@code wake} after each commit that showed something new; it must be quick and must not throw. */
    Subscription onGrowth(Runnable wake);

    @Override
    void close();

    /** Ends what it stands for; may be closed twice. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
