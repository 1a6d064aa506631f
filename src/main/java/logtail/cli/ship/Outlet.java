package logtail.cli.ship;

import logtail.cli.client.RefusedException;

/** Where batches go, in order. */
public interface Outlet {
    /**
     * Takes care of the batch: when this returns it is kept by the daemon, or will be as long as we live.
     *
     * @throws RefusedException when the daemon will never take these lines
     */
    void send(ShippedBatch batch) throws InterruptedException;

    /** Waits until the daemon has kept all that was sent. */
    void finish() throws InterruptedException;
}
