package logtail.journal;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import logtail.event.EventId;

/**
 * A durable, ordered log of blocks. Only the journal writer's thread calls {@link #append} and {@link #commit}; any
 * thread may call the other methods. It has one lane or several, and an app is in one of them; the events of a lane have one
 * order, the same for every reader, and ids that always increase, across restarts too ({@link EventId}). In a journal of one
 * lane they are dense and begin at 1.
 *
 * <p>Readers of several lanes get their blocks in the <i>merged order</i>, which goes by when they were appended and is the
 * same each time they are read. What is newer than a reader's last seek comes as it comes, each lane in its order.
 *
 * <p>A block becomes visible to readers only once it is as durable as the settings ask, so readers never see an event
 * that a crash can undo.
 */
public interface Journal extends AutoCloseable {
    /** The id before the first one: the {@link #lastIndex} of an empty journal of one lane. */
    long NONE = 0;

    /** A callback, on the writer's thread or the engine's, for a block that is durable. */
    @FunctionalInterface
    interface Appended {
        /**
         * Called once per block; the events of one that was appended may be in several, each of another lane.
         *
         * @param firstIndex the id of the block's first event
         * @param count how many events it has; the others have the ids that follow
         */
        void onAppended(long firstIndex, int count);
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
     * callbacks. May wait for other machines.
     *
     * @throws JournalFullException when it was given up
     */
    void commit();

    /**
     * Ends a commit that waits for other machines, which throws {@link JournalFullException} then, as does each one after it. Any
     * thread.
     */
    default void giveUp() {}

    /** What keeps it from storing lines or from showing them, in words; empty when nothing does. Never waits. Any thread. */
    default String trouble() {
        return "";
    }

    /** Whether readers of what is older may wait for other machines, some seconds at most. */
    default boolean isRemote() {
        return false;
    }

    /** How many lanes it has; never changes. */
    default int lanes() {
        return 1;
    }

    /** The lane of the app named {@code bytes[from, from + length)}. */
    default int laneOf(byte[] bytes, int from, int length) {
        return 0;
    }

    /**
     * Opens a reader of these lanes that is positioned before the oldest event. Belongs to one thread at a time; close it.
     */
    JournalReader openReader(BitSet lanes);

    /** A reader of all lanes. */
    default JournalReader openReader() {
        var all = new BitSet();
        all.set(0, lanes());
        return openReader(all);
    }

    /** A reader of the lane that this event is in. */
    default JournalReader openReader(long id) {
        var one = new BitSet();
        one.set(EventId.lane(id));
        return openReader(one);
    }

    /**
     * The id ranges that may hold events of {@code interest}; for one thread at a time. Reads nothing before it is
     * asked.
     */
    CandidateRanges candidates(Interest interest);

    /**
     * What the index counted, for a reader interested in this; for one thread at a time. Tells of blocks that are not
     * committed too, so begin at {@link #lastIndex}.
     */
    default Stretches stretches(Interest interest) {
        return Stretches.UNKNOWN;
    }

    /**
     * The oldest id in a lane; {@code lastIndex(lane) + 1} when it is empty. Never waits for the disk.
     *
     * @param lane from 0
     */
    long firstIndex(int lane);

    /** The newest id of a lane that readers may see, or the one before its first. */
    long lastIndex(int lane);

    /**
     * How many events have ids above {@code behind} and up to {@code to} in the same lane, lost ones too; empty when that is
     * not known.
     */
    default OptionalLong count(long behind, long to) {
        return OptionalLong.of(Math.max(0, to - behind));
    }

    /** How many ids so many events take, about. */
    default long ids(long events) {
        return events;
    }

    /** Before the oldest event of each lane. */
    default Place oldest() {
        var oldest = new long[lanes()];
        Arrays.setAll(oldest, lane -> firstIndex(lane) - 1);
        return Place.of(oldest);
    }

    /** Behind the newest event of each lane that readers may see. */
    default Place newest() {
        var newest = new long[lanes()];
        Arrays.setAll(newest, this::lastIndex);
        return Place.of(newest);
    }

    /**
     * Behind the newest event of each lane, also of those that readers may see on another node already and here soon. May wait
     * for other machines.
     *
     * @throws JournalUnreadableException when they do not answer
     */
    default Place end() {
        return newest();
    }

    /**
     * The place right behind an event in the merged order. May wait for the disk. Of an event that is gone, or that was never
     * there, only the place in its own lane is known; in the others it is before the oldest.
     */
    default Place behind(long id) {
        return Place.of(id);
    }

    /** A place about so many events before this one in the merged order, not before the oldest. May wait for the disk. */
    default Place before(Place place, long events) {
        return Place.of(Math.max(firstIndex(0) - 1, place.behind(0) - events));
    }

    /**
     * What stores the lines of keys once, where nodes share a journal; empty where its writer is the only one, and the receipts
     * in its blocks tell what is stored.
     */
    default Optional<Deliveries> deliveries() {
        return Optional.empty();
    }

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
