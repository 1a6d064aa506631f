package logtail.encode;

/** How the ids of events are shown to a reader. An instance belongs to one thread at a time. */
public interface Ids {
    /** Ids as they are, for readers who may see every event. */
    Ids PLAIN = new Ids() {
        @Override
        public void put(long id, Output out) {
            out.putNumber(id);
        }

        @Override
        public void putPlace(long id, Output out) {
            out.putNumber(id);
        }

        @Override
        public boolean areVeiled() {
            return false;
        }
    };

    /** Writes the id of an event that the reader may see: ASCII letters and digits, the same for each time it is shown. */
    void put(long id, Output out);

    /** Writes a place to go on from, which may be that of an event that the reader may not see. */
    void putPlace(long id, Output out);

    /** Writes what to go on with behind an event that the reader may see. */
    default void putPlaceOf(long id, Output out) {
        put(id, out);
    }

    /** Whether there are places to go on from; not when many readers share what is written, and each has its own. */
    default boolean areOfOneReader() {
        return true;
    }

    /**
     * Whether ids tell nothing but which event is meant. They are dense over all apps, so to a reader of some apps plain ones
     * would count the lines of the others. A gap has neither ids nor a number then, as it may be of others' events.
     */
    boolean areVeiled();
}
