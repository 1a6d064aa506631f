package logtail.ingest;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Gives up the long unfinished message of one connection, with the connection, when it does not go on in time, or when others need its
 * memory. Whatever came before it is taken. Runs on the event loop of the connection.
 */
final class HalfLineWatch {
    private final EventExecutor loop;
    private final StreamIntake stream;
    private final BooleanSupplier isStalled;
    private final Consumer<String> giveUp;
    private boolean isClockSet;

    /**
     * Watches over a stream.
     *
     * @param isStalled whether we do not read it, so that it cannot go on
     * @param giveUp closes the connection; told why
     */
    HalfLineWatch(EventExecutor loop, StreamIntake stream, BooleanSupplier isStalled, Consumer<String> giveUp) {
        this.loop = loop;
        this.stream = stream;
        this.isStalled = isStalled;
        this.giveUp = giveUp;
    }

    /** Call after each read, and when a stall is over, as what is left then may be a half line. */
    void look() {
        if (!isClockSet && stream.isHalfLine()) {
            isClockSet = true;
            stream.mayGiveWay(() -> loop.execute(() -> end("as others need its memory")));
            loop.schedule(this::check, stream.halfLineLeftNs(), TimeUnit.NANOSECONDS);
        }
    }

    private void check() {
        isClockSet = false;
        if (stream.halfLineLeftNs() <= 0 && !isStalled.getAsBoolean()) {
            end("as it does not go on; LOGTAIL_BODY_TIMEOUT is how long it may rest");
        } else {
            look();
        }
    }

    private void end(String why) {
        if (stream.isHalfLine()) {
            giveUp.accept("a long unfinished line is given up, " + why);
        }
    }
}
