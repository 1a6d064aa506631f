package logtail.ingest;

import java.util.concurrent.TimeUnit;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.ingest.rate.RateMeter;
import logtail.ingest.rate.RateRule;
import logtail.ingest.rate.Rates;
import org.jspecify.annotations.Nullable;

/**
 * Drops the datagrams of one socket that come faster than {@code LOGTAIL_RATE} has it, as nobody can be made to wait: counts them,
 * and some time after the first of them tells in the stream how many. One thread at a time.
 */
final class DroppedDatagrams {
    private static final int TELL_AFTER_SECONDS = 10;

    private final Intake intake;
    private final LineSink sink;
    private final Clock clock;
    private final @Nullable RateMeter meter; // null without rules
    private final LimitedLines limited = new LimitedLines();
    private boolean isToBeTold;

    /** Runs what is to be done later, where its socket is read. */
    @FunctionalInterface
    interface Clock {
        void runIn(Runnable task, long delay, TimeUnit unit);
    }

    /** @param meter of the socket; null without rules */
    DroppedDatagrams(Intake intake, LineSink sink, Clock clock, @Nullable RateMeter meter) {
        this.intake = intake;
        this.sink = sink;
        this.clock = clock;
        this.meter = meter;
    }

    /** Whether to drop a line, which is noted then. */
    boolean isDropped(Line line, Slice app, Slice address, Slice token) {
        if (meter == null) {
            return false;
        }
        meter.from(address, token);
        if (meter.tryAdd(app, line.wireBytes)) {
            return false;
        }
        RateRule rule = meter.limiting();
        if (rule != null) {
            note(app, rule);
        }
        return true;
    }

    private void note(Slice app, RateRule rule) {
        limited.add(app, rule);
        Rates.count(intake.metrics(), rule, "dropped", 1);
        intake.meters().tooFast(1);
        if (!isToBeTold) {
            isToBeTold = true;
            clock.runIn(this::tell, TELL_AFTER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Tells what was dropped; a full ring is asked again a second later. Call at the end, too. */
    void tell() {
        isToBeTold = !limited.tell(sink, intake.nowNs());
        sink.tryPublish(null);
        if (isToBeTold) {
            clock.runIn(this::tell, 1, TimeUnit.SECONDS);
        }
    }
}
