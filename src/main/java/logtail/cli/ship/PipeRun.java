package logtail.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;

/** A running {@code logtail pipe}; one thread ships, another empties the spool. */
public final class PipeRun {
    private static final int ENDED_BY_SIGNAL = 143;

    private final Carrier carrier;
    private final LineShipper shipper;
    private final Notices notices;

    private PipeRun(Carrier carrier, LineShipper shipper, Notices notices) {
        this.carrier = carrier;
        this.shipper = shipper;
        this.notices = notices;
    }

    static PipeRun start(ShipOptions options, Notices notices) {
        var carrier = Carrier.open(options, notices);
        return new PipeRun(carrier, carrier.shipper(options.query()), notices);
    }

    /** Ships all input; returns the exit code. */
    int ship(InputStream in) throws InterruptedException {
        boolean isMissing;
        try {
            shipper.ship(in);
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.LOST, "cannot read stdin: " + e.getMessage());
        } finally {
            isMissing = end();
        }
        return isMissing ? ExitCode.LOST : ExitCode.OK;
    }

    /**
     * Handles a signal: if the input does not end soon, sends what was read, reports what could not be sent and ends the
     * process.
     */
    void end(Duration inputWithin, Duration sentWithin) {
        try {
            if (shipper.awaitEnd(inputWithin)) {
                return;
            }
            Thread.ofPlatform().daemon().name("last-lines").start(this::sendNow).join(sentWithin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
        Runtime.getRuntime().halt(ENDED_BY_SIGNAL);
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

    private boolean end() {
        boolean isMissing = carrier.tellMissing(shipper.readLines() - shipper.takenLines());
        carrier.close();
        return isMissing;
    }
}
