package logtail.pipeline;

/**
 * A callback for a sender that waits until its lines are stored. Called once, on the {@code journal-writer} thread;
 * must be quick and must not throw.
 */
public interface Ack {
    /** The journal has stored the slot that carried this callback, and all slots published before it. */
    void kept();

    /** The journal could not store the slot. */
    void refused(Throwable why);
}
