package logtail.pipeline;

/**
 * Somebody who waits until lines are kept. Told once, on the {@code journal-writer} thread, so it must be quick and must
 * not throw.
 */
public interface Ack {
    /** All that was published before and with the slot that carried this is in the journal. */
    void kept();

    /** The journal could not take it. */
    void refused(Throwable why);
}
