package logtail.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.StandardInput;
import logtail.cli.base.StopRequests;
import org.jspecify.annotations.Nullable;

/**
 * A running {@code logtail pipe}; one thread ships, another empties the spool, a third waits for both. Ctrl-C reaches the whole
 * pipeline, and the writer's last lines are still to come, so a first signal changes nothing; the second is an end.
 */
public final class PipeRun {
    private static final Duration SEND_GRACE = Duration.ofSeconds(1);
    private static final long SPEAK_AFTER_MS = 1_000;

    private final Carrier carrier;
    private final LineShipper shipper;
    private final Notices notices;
    private final LastWait lastWait;
    private final StopRequests requests = new StopRequests();
    private volatile @Nullable Exception failure; // of the shipping thread
    private boolean isTold; // guarded by this, as the next
    private boolean isMissing;

    private PipeRun(Carrier carrier, LineShipper shipper, Notices notices, Duration wait) {
        this.carrier = carrier;
        this.shipper = shipper;
        this.notices = notices;
        lastWait = new LastWait(wait);
    }

    /** @param wait how long the daemon may take nothing at the end */
    static PipeRun start(ShipOptions options, Notices notices, Duration wait) {
        var carrier = Carrier.open(options, notices);
        return new PipeRun(carrier, carrier.shipper(options.query()), notices, wait);
    }

    /** Ships all input; returns the exit code. */
    int ship(InputStream in) throws InterruptedException {
        Thread shipping = Thread.ofPlatform().daemon().name("shipper").start(() -> shipAll(in));
        shipper.awaitInputEnd();
        lastWait.until(() -> !shipping.isAlive(), () -> unsentLines() + carrier.waitingLines());
        boolean isLost = end();
        Exception met = failure;
        if (met instanceof CommandFailedException refused) {
            throw refused;
        }
        if (met != null) {
            throw new CommandFailedException(ExitCode.LOST, "cannot read stdin: " + met.getMessage());
        }
        return isLost ? ExitCode.LOST : ExitCode.OK;
    }

    /** Takes a signal; the second one ends the process with {@code exitCode}. Any thread. */
    void signal(int exitCode) {
        if (shipper.isInputEnded()) {
            lastWait.end();
            return;
        }
        int count = requests.add();
        if (count > 1 || (count == 1 && StandardInput.isTerminal())) { // nobody writes but who has just pressed Ctrl-C
            endNow(exitCode);
        } else if (count == 1) {
            Thread.ofVirtual().start(this::explain);
        }
    }

    private void explain() {
        try {
            Thread.sleep(SPEAK_AFTER_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!shipper.isInputEnded()) {
            notices.note("reading until stdin ends; the next signal ends it now");
        }
    }

    /** Sends what was read, as far as that is quick, tells what is left, and ends the process. */
    private void endNow(int exitCode) {
        try {
            Thread.ofPlatform().daemon().name("last-lines").start(this::sendNow).join(SEND_GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
        Runtime.getRuntime().halt(exitCode);
    }

    private void sendNow() {
        try {
            shipper.sendNow();
        } catch (CommandFailedException e) {
            notices.warn(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shipAll(InputStream in) {
        try {
            shipper.ship(in);
        } catch (IOException | CommandFailedException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long unsentLines() {
        return shipper.readLines() - shipper.takenLines();
    }

    /** Tells what is missing, once. */
    private synchronized boolean end() {
        if (!isTold) {
            isTold = true;
            isMissing = carrier.tellMissing(unsentLines());
            carrier.close();
        }
        return isMissing;
    }
}
