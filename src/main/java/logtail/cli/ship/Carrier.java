package logtail.cli.ship;

import java.io.IOException;
import java.util.Optional;
import logtail.cli.base.Notices;
import logtail.cli.client.UrlQuery;
import org.jspecify.annotations.Nullable;

/**
 * How the lines of one command get to the daemon: at once while it takes them, by way of a spool on disk, which all its
 * streams of lines share, while it does not.
 */
public final class Carrier implements AutoCloseable {
    private final ShipOptions options;
    private final Notices notices;
    private final Optional<Spool> spool;
    private final @Nullable SpooledOutlet spooled;

    private Carrier(ShipOptions options, Notices notices) {
        this.options = options;
        this.notices = notices;
        spool = options.spool().open(notices);
        spooled = spool.map(found -> SpooledOutlet.start(
                        BatchPoster.to(options, notices), found, options.spool().drop(), notices))
                .orElse(null);
    }

    /** Begins with what was left in the spool. */
    public static Carrier open(ShipOptions options, Notices notices) {
        return new Carrier(options, notices);
    }

    /** Ships one stream of lines. */
    LineShipper shipper(UrlQuery query) {
        return new LineShipper(spooled == null ? BatchPoster.to(options, notices) : spooled, query, notices);
    }

    /**
     * Tells which lines the daemon has not got.
     *
     * @param unsentLines how many were read and not taken by the outlet
     * @return whether there are any
     */
    boolean tellMissing(long unsentLines) {
        long dropped = spooled == null ? 0 : spooled.droppedLines();
        if (dropped > 0) {
            notices.warn(Notices.lines(dropped) + " dropped");
        }
        long waiting = spool.map(Spool::pendingLines).orElse(0L);
        if (waiting > 0) {
            notices.warn(Notices.lines(waiting) + " left in " + spool.get() + "; "
                    + options.spool().advice(spool.get()));
        }
        if (unsentLines > 0) {
            notices.warn(Notices.lines(unsentLines) + " not sent");
        }
        return dropped > 0 || waiting > 0 || unsentLines > 0;
    }

    /** Leaves the spool to the next one. */
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
