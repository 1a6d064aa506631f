package logtail.cli.ship;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import org.jspecify.annotations.Nullable;

/**
 * Posts directly while the daemon accepts lines; otherwise, and until the backlog is sent, batches go through a {@link
 * Spool} that a separate thread empties in order. Any thread.
 */
public final class SpooledOutlet implements Outlet, AutoCloseable {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);
    private static final long LOOK_AGAIN_MS = 500; // to notice a failure of the sending thread

    private final BatchPoster poster;
    private final Spool spool;
    private final boolean drop;
    private final Notices notices;
    private final ReentrantLock sendingOrder = new ReentrantLock(true);
    private final Thread sending;
    private final AtomicLong droppedLines = new AtomicLong();
    private volatile @Nullable CommandFailedException failure;

    private SpooledOutlet(BatchPoster poster, Spool spool, boolean drop, Notices notices) {
        this.poster = poster;
        this.spool = spool;
        this.drop = drop;
        this.notices = notices;
        sending = Thread.ofPlatform().daemon().name("spool-sender").unstarted(this::sendSpooled);
    }

    /** @param drop whether to drop new lines when the spool is full; otherwise {@link #send} blocks */
    static SpooledOutlet start(BatchPoster poster, Spool spool, boolean drop, Notices notices) {
        var outlet = new SpooledOutlet(poster, spool, drop, notices);
        spool.damage().forEach(damage -> notices.warn("the spool " + spool + " is damaged: " + damage));
        if (!spool.isEmpty()) {
            notices.note("sending " + spool.pendingLines() + " lines left in " + spool);
        }
        outlet.sending.start();
        return outlet;
    }

    @Override
    public void send(ShippedBatch batch) throws InterruptedException {
        sendingOrder.lockInterruptibly();
        try {
            sendInOrder(batch);
        } finally {
            sendingOrder.unlock();
        }
    }

    @Override
    public void finish() throws InterruptedException {
        while (!spool.isEmpty()) {
            throwFailure();
            spool.awaitRemoval(LOOK_AGAIN_MS);
        }
    }

    /** Stops sending. A batch being sent may or may not arrive; it is sent again with the same key. */
    @Override
    public void close() {
        sending.interrupt();
        try {
            sending.join(CLOSE_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Number of lines dropped. Any thread. */
    long droppedLines() {
        return droppedLines.get();
    }

    private void sendInOrder(ShippedBatch batch) throws InterruptedException {
        if (spool.isEmpty() && poster.trySend(batch)) {
            return;
        }
        if (!drop && !spool.fits(batch)) {
            finish();
            poster.send(batch);
            return;
        }
        try {
            while (!spool.offer(batch)) {
                if (drop) {
                    dropped(batch.lines());
                    return;
                }
                spool.awaitRemoval(LOOK_AGAIN_MS);
                throwFailure();
            }
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.LOST, "cannot spool to " + spool + ": " + e.getMessage());
        }
    }

    private void dropped(int lines) {
        if (droppedLines.getAndAdd(lines) == 0) {
            notices.warn("the spool " + spool + " is full: dropping new lines");
        }
    }

    private void throwFailure() {
        CommandFailedException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    private void sendSpooled() {
        try {
            while (true) {
                poster.send(spool.awaitFirst());
                spool.removeFirst();
            }
        } catch (CommandFailedException e) {
            failure = e;
        } catch (IOException e) {
            failure = new CommandFailedException(ExitCode.LOST, "cannot read " + spool + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
