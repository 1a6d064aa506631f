package logtail.cli.ship;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.StandardInput;
import logtail.cli.base.StopRequests;

/**
 * A running {@code logtail pipe}: one {@link ShippedStream}. Ctrl-C reaches the whole pipeline, and the writer's last lines are
 * still to come, so a first signal changes nothing; the second is an end.
 */
public final class PipeRun {
    private static final long SPEAK_AFTER_MS = 1_000;
    private static final int NOT_CUT = -1;

    private final Carrier carrier;
    private final ShippedStream stream;
    private final Notices notices;
    private final LastWait lastWait;
    private final StopRequests requests = new StopRequests();
    private volatile int cutBy = NOT_CUT; // the exit code of a run that a signal ends before its input does

    private PipeRun(Carrier carrier, ShippedStream stream, Notices notices, Duration wait) {
        this.carrier = carrier;
        this.stream = stream;
        this.notices = notices;
        lastWait = new LastWait(wait);
    }

    /**
     * Starts to ship all input.
     *
     * @param copy where the input is copied to
     * @param wait how long the daemon may take nothing at the end
     */
    static PipeRun start(ShipOptions options, Notices notices, InputStream in, OutputStream copy, Duration wait) {
        var carrier = Carrier.open(options, notices);
        var stream = ShippedStream.start("stdin", in, copy, carrier.shipper(options.query()));
        return new PipeRun(carrier, stream, notices, wait);
    }

    /** Waits until all is shipped; returns the exit code. */
    int await() throws InterruptedException {
        stream.awaitInputEnd();
        lastWait.until(stream::isShipped, this::unsentLines);
        Optional<CommandFailedException> failure = stream.failure();
        boolean isMissing = carrier.tellMissing(stream.missingLines());
        carrier.close();
        if (failure.isPresent()) {
            throw failure.get();
        }
        int exitCode = isMissing ? ExitCode.LOST : ExitCode.OK;
        return cutBy == NOT_CUT ? exitCode : cutBy;
    }

    /** Takes a signal; the second one ends the run with {@code exitCode}. Any thread. */
    void signal(int exitCode) {
        if (stream.isInputEnded()) {
            lastWait.hurry();
            return;
        }
        int count = requests.add();
        if (count > 1 || (count == 1 && StandardInput.isTerminal())) { // nobody writes but who has just pressed Ctrl-C
            cutBy = exitCode;
            lastWait.hurry();
            stream.cut();
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
        if (!stream.isInputEnded()) {
            notices.note("reading until stdin ends; the next signal ends it now");
        }
    }

    private long unsentLines() {
        return stream.missingLines() + carrier.waitingLines();
    }
}
