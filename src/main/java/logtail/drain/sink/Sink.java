package logtail.drain.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The other side of a drain. Belongs to the drain's thread, which it may block, but for no longer than its timeouts; it
 * connects when it has to. Any exception but {@link InterruptedException} means that nothing is known of what was not
 * {@link #accepted} yet: the drain waits and sends that again, through the same sink, which then connects anew.
 */
public interface Sink extends AutoCloseable {
    /** How events are written for it; for this drain alone. */
    Writing writing();

    /** How much it takes at once. */
    BatchLimits limits();

    /** How many times the bytes of a batch are held while it is sent, in the batch itself, packed and so on. */
    default int copies() {
        return 1;
    }

    /** Lets go of the memory that only large batches need; between batches. */
    default void release() {}

    /**
     * Hands over the events of a batch, in order. Batches come in the order of their ids, except that after a failure they
     * begin again behind the last id that was accepted.
     *
     * @throws IOException when the other side cannot be reached or broke off; its message is shown to users
     */
    Answer send(Batch batch) throws IOException, InterruptedException;

    /**
     * The last id up to which the other side has everything that was handed over since the last failure, as surely as its
     * protocol can tell; {@link Batch#NOTHING} before. What it has not accepted yet, it may accept while time goes by.
     *
     * @throws IOException when it is known by now that the other side broke off
     */
    long accepted() throws IOException, InterruptedException;

    /** The last id up to which everything has come to the other side, though it may still be lost there; for people. */
    default long reached() throws IOException, InterruptedException {
        return accepted();
    }

    /**
     * No more will come: waits a little for what is under way to be accepted, and gives {@link #accepted}.
     *
     * @throws IOException when the other side broke off
     */
    default long finish(Duration patience) throws IOException, InterruptedException {
        return accepted();
    }

    /** Closes the connection, if there is one, at once; whatever was not accepted is forgotten. May be called again. */
    void reset();

    /** {@link #reset}, for good. */
    @Override
    void close();

    /** What the other side has to say of a batch. */
    sealed interface Answer {
        /** It is on its way or there; {@link Sink#accepted} tells. */
        record Taken() implements Answer {}

        /**
         * It will not take the batch as it is, now or later, although it takes others: the drain splits it until the event
         * that is no good stands alone.
         *
         * @param reason what it says, for people
         */
        record Refused(String reason) implements Answer {}

        /** It took all but these, which it will never take. */
        record TakenBut(List<Rejection> rejections) implements Answer {}

        /**
         * It may take the batch later, the whole of it.
         *
         * @param after how long it asks to wait; zero when it does not say
         */
        record Later(Duration after, String reason) implements Answer {}

        Taken TAKEN = new Taken();
    }

    /**
     * One event that the other side will never take.
     *
     * @param position in the batch
     */
    record Rejection(int position, String reason) {}
}
