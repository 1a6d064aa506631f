package logtail.cli.ship;

import java.io.IOException;
import java.util.Optional;
import logtail.cli.base.Notices;
import logtail.cli.client.UrlQuery;
import logtail.redact.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Ships the lines of one command to the daemon: directly while it accepts them, otherwise through a spool on disk that all
 * streams of the command share.
 */
public final class Carrier implements AutoCloseable {
    private final ShipOptions options;
    private final Notices notices;
    private final RejectedLines rejected;
    private final Optional<Spool> spool;
    private final @Nullable SpooledOutlet spooled;

    private Carrier(ShipOptions options, Notices notices) {
        this.options = options;
        this.notices = notices;
        rejected = new RejectedLines(notices);
        spool = options.spool().open(notices);
        spooled = spool.map(found -> SpooledOutlet.start(
                        BatchPoster.to(options, notices, rejected),
                        found,
                        options.spool().drop(),
                        notices))
                .orElse(null);
    }

    /** Opens the carrier; sends what was left in the spool first. */
    public static Carrier open(ShipOptions options, Notices notices) {
        return new Carrier(options, notices);
    }

    /** Creates the shipper of one stream of lines. */
    LineShipper shipper(UrlQuery query) {
        Redaction redaction = options.redaction();
        return new LineShipper(
                spooled == null ? BatchPoster.to(options, notices, rejected) : spooled,
                query,
                options.joins(),
                notices,
                redaction == null ? null : redaction.redactor());
    }

    /** Number of lines in the spool. */
    long waitingLines() {
        return spool.map(Spool::pendingLines).orElse(0L);
    }

    /**
     * Reports lines that the daemon has not received.
     *
     * @param unsentLines number of lines read but not accepted by the outlet
     * @return whether there are such lines
     */
    boolean tellMissing(long unsentLines) {
        long dropped = spooled == null ? 0 : spooled.droppedLines();
        if (dropped > 0) {
            notices.warn(Notices.lines(dropped) + " dropped");
        }
        if (rejected.count() > 0) {
            notices.warn(Notices.lines(rejected.count()) + " rejected by the daemon");
        }
        long waiting = waitingLines();
        if (waiting > 0) {
            notices.warn(Notices.lines(waiting) + " left in " + spool.get() + "; "
                    + options.spool().advice(spool.get()));
        }
        if (unsentLines > 0) {
            notices.warn(Notices.lines(unsentLines) + " not sent");
        }
        return dropped > 0 || rejected.count() > 0 || waiting > 0 || unsentLines > 0;
    }

    /** Closes the spool, whose content the next process sends. */
    @Override
    public void close() {
        if (spooled != null) {
            spooled.close();
        }
        try {
            if (spool.isPresent()) {
                spool.get().close();
            }
        } catch (IOException e) {
            notices.warn("cannot leave " + spool.get() + ": " + e.getMessage());
        }
    }
}
