package logtail.tail;

import logtail.journal.Place;

/**
 * Reads the journal for one subscriber, in turns. Owned by one thread at a time: {@link History} and {@link LiveGroup}
 * transfer it through their queues.
 */
public abstract sealed class Reading permits TailSession, Neighbourhood {
    /** How a turn ended. */
    enum Progress {
        /** More can be read right away. */
        MORE,
        /** The sink is full. */
        FULL,
        /** The end of the journal is reached, and more may be appended. */
        LEVEL,
        /** The stream has ended. */
        ENDED
    }

    private final TailSink sink;
    private volatile boolean isCancelled;

    Reading(TailSink sink) {
        this.sink = sink;
    }

    /** Behind the newest events when this was opened. */
    public abstract Place arrivedAt();

    /** Whether all of the history is delivered. Any thread. */
    public abstract boolean isLive();

    /** Reads for one turn. */
    abstract Progress read(Turn turn);

    /** Frees readers and buffers, which the next turn opens again. Called between turns. */
    abstract void rest();

    /** Ends without a closing message and frees everything. May be called twice. */
    abstract void close();

    /** Ends with the format's closing message, if it has one. */
    abstract void end();

    /** Requests an end without a closing message. Any thread. */
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
