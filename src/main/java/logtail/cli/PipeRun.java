package logtail.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.jspecify.annotations.Nullable;

/** A running {@code logtail pipe}: one thread ships, and one empties the spool. */
final class PipeRun {
    private static final int ENDED_BY_SIGNAL = 143;

    private final LineShipper shipper;
    private final Optional<Spool> spool;
    private final Outlet outlet;
    private final Notices notices;

    private PipeRun(LineShipper shipper, Optional<Spool> spool, Outlet outlet, Notices notices) {
        this.shipper = shipper;
        this.spool = spool;
        this.outlet = outlet;
        this.notices = notices;
    }

    /** @param drop whether lines that find no room in the spool are dropped */
    static PipeRun start(ShipOptions options, Optional<Spool> spool, boolean drop, Notices notices) {
        var poster = BatchPoster.to(options, notices);
        Outlet outlet = spool.<Outlet>map(s -> SpooledOutlet.start(poster, s, drop, notices))
                .orElse(poster);
        return new PipeRun(new LineShipper(outlet, options.query(), notices), spool, outlet, notices);
    }

    /** The spool that is named, or else one of our own; none when it may hold nothing. */
    static Optional<Spool> spool(@Nullable Path named, long bytes, ShipOptions options, Surroundings around) {
        if (bytes == 0) {
            return Optional.empty();
        }
        if (named == null) {
            String state = around.env("XDG_STATE_HOME");
            Path base = state.isEmpty() ? Path.of(around.env("HOME"), ".local", "state") : Path.of(state);
            String name = options.app().replaceAll("[^A-Za-z0-9._-]", "_") + "-" + UUID.randomUUID();
            return Optional.of(Spool.later(base.resolve(Path.of("logtail", "spool", name)), bytes));
        }
        try {
            return Optional.of(Spool.open(named, bytes));
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.USAGE, "cannot spool to " + named + ": " + e.getMessage());
        }
    }

    static long size(String option, String value) {
        try {
            var env = new Env(Map.of(option, value));
            long bytes = env.bytes(option, 0, 0, 1L << 40);
            env.finish();
            return bytes;
        } catch (SettingsException e) {
            throw new BadValueException(option, value, "a size to 1TiB, as in 64MiB");
        }
    }

    /** Ships all of it; returns the exit code. */
    int ship(InputStream in) throws InterruptedException {
        try {
            shipper.ship(in);
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.LOST, "cannot read stdin: " + e.getMessage());
        } finally {
            close();
        }
        return tellMissing() ? ExitCode.LOST : ExitCode.OK;
    }

    /**
     * A signal came: when the input does not end soon, sends what was read, tells what could not be sent and ends the
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
        tellMissing();
        close();
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

    private boolean tellMissing() {
        long dropped = outlet instanceof SpooledOutlet spooled ? spooled.droppedLines() : 0;
        if (dropped > 0) {
            notices.warn(dropped + " lines were dropped");
        }
        long waiting = spool.map(Spool::pendingLines).orElse(0L);
        if (waiting > 0) {
            notices.warn(waiting + " lines wait in " + spool.get() + "; send them with: logtail pipe --spool "
                    + spool.get() + " </dev/null");
        }
        long missing = shipper.readLines() - shipper.keptLines() - dropped - waiting;
        if (missing > 0) {
            notices.warn(missing + (missing == 1 ? " line was" : " lines were") + " not sent");
        }
        return dropped > 0 || waiting > 0 || missing > 0;
    }

    private void close() {
        try {
            if (spool.isPresent()) {
                spool.get().close();
            }
        } catch (IOException e) {
            notices.warn("cannot leave " + spool.get() + ": " + e.getMessage());
        }
    }
}
