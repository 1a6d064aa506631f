package logtail.cli;

/** Where batches go, in order. */
interface Outlet {
    /**
     * Takes care of the batch: when this returns it is kept by the daemon, or will be as long as we live.
     *
     * @throws RefusedException when the daemon will never take these lines
     */
    void send(Batch batch) throws InterruptedException;

    /** Waits until the daemon has kept all that was sent. */
    void finish() throws InterruptedException;
}
