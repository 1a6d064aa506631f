package logtail.cli.ship;

import logtail.cli.client.RefusedException;

/** Accepts batches in order. */
public interface Outlet {
    /**
     * Accepts a batch: on return the daemon has stored it, or the outlet sends it as long as this process lives.
     *
     * @throws RefusedException when the daemon rejects the lines permanently
     */
    void send(ShippedBatch batch) throws InterruptedException;

    /** Waits until the daemon has stored everything sent. */
    void finish() throws InterruptedException;
}
