package logtail.tail;

/**
 * One reader's way through the journal, in turns. It belongs to one thread at a time: {@link History} and {@link LiveGroup}
 * hand it over through their queues.
 */
public abstract sealed class Reading permits TailSession, Neighbourhood {
    /** How a turn ended. */
    enum Progress {
        /** There is more to do at once. */
        MORE,
        /** The sink is full. */
        FULL,
        /** All that is there has been dealt with, and more may come. */
        LEVEL,
        /** Nothing more will be said. */
        ENDED
    }

    private final TailSink sink;
    private volatile boolean isCancelled;

    Reading(TailSink sink) {
        this.sink = sink;
    }

    /** The id of the newest event when this was opened. */
    public abstract long arrivedAt();

    /** Whether all of the history has been delivered; any thread. */
    public abstract boolean isLive();

    /** Reads on for one turn. */
    abstract Progress read(Turn turn);

    /** Lets go of what can be had again: readers and buffers. Called when others are to have their turn. */
    abstract void rest();

    /** Ends without another word; gives back all that is held. May be called twice. */
    abstract void close();

    /** Says good-bye where the format can, and ends. */
    abstract void end();

    /** Ends soon without another word; any thread. */
    final void cancel() {
        isCancelled = true;
    }

    final boolean isCancelled() {
        return isCancelled;
    }

    final TailSink sink() {
        return sink;
    }
}
