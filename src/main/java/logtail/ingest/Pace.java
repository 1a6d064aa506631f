package logtail.ingest;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import logtail.event.Line;
import logtail.ingest.rate.RateMeter;
import logtail.ingest.rate.TooFast;
import org.jspecify.annotations.Nullable;

/**
 * How fast the lines of one stream may come, as {@code LOGTAIL_RATE} has it: charges each line, and pauses the stream until the
 * buckets that it has overdrawn have room again. Belongs to the thread of its stream.
 */
final class Pace {
    private static final long LEAST_PAUSE_NS = 1_000_000;
    private static final long MOST_PAUSE_NS = 1_000_000_000; // then the rules are asked again

    private final Intake intake;
    private final Admission admission;
    private final @Nullable RateMeter meter; // null without rules
    private boolean pauses = true;
    private boolean isPaused;
    private boolean isHurried;

    Pace(Intake intake, Admission admission, @Nullable RateMeter meter) {
        this.intake = intake;
        this.admission = admission;
        this.meter = meter;
    }

    /** Call before the lines of a read, once it is known whose they are. */
    void begin() {
        if (meter != null) {
            meter.from(admission.address(), admission.token());
        }
    }

    /**
     * Charges a line that is taken, now or when its sender has waited.
     *
     * @return false when its sender is to wait first
     * @throws TooFastException when it is to, and never waits
     */
    boolean mayAdd(Line line) {
        return meter == null || meter.add(admission.appOf(line), line.wireBytes) || !mustWait(meter);
    }

    /** Charges the lines so far, and begins a pause when they are more than the rules have room for. */
    boolean isExceeded() {
        if (meter == null) {
            return false;
        }
        if (!pauses) {
            meter.endRead(); // its owner asks
            return false;
        }
        return mustWait(meter);
    }

    private boolean mustWait(RateMeter charged) {
        Optional<TooFast> why = charged.tooFast();
        if (why.isEmpty() || isHurried) {
            return false;
        }
        if (!pauses) {
            throw new TooFastException(why.get());
        }
        isPaused = true;
        intake.tellTooFast(why.get().rule(), "paused", admission.address());
        return true;
    }

    /** Charges the lines so far, and lets its sender go on. */
    void charge() {
        if (meter != null) {
            meter.endRead();
        }
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Ends the pause when it is over; false when it is not. */
    boolean isOver() {
        isPaused = isPaused && waitNs() > 0;
        return !isPaused;
    }

    /** Runs {@code resume}, on any thread, once the pause may be over. */
    void whenOver(Runnable resume) {
        long delayNs = Math.clamp(waitNs(), LEAST_PAUSE_NS, MOST_PAUSE_NS);
        CompletableFuture.delayedExecutor(delayNs, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(resume);
    }

    /** Waits for nothing any more, as the stream ends; lines are charged all the same. */
    void hurry() {
        isHurried = pauses;
        isPaused = false;
    }

    /** Adds lines without a pause, as they were sent long before, and have waited. */
    void withoutPause(Runnable add) {
        boolean wasHurried = isHurried;
        isHurried = true;
        try {
            add.run();
        } finally {
            isHurried = wasHurried;
        }
    }

    /** Makes a sender that is too fast nothing to wait for here. */
    void neverPause() {
        pauses = false;
    }

    /** Why the sender is to wait before it sends more. */
    Optional<TooFast> tooFast() {
        return meter == null ? Optional.empty() : meter.tooFast();
    }

    private long waitNs() {
        return meter == null ? 0 : meter.endRead();
    }
}
