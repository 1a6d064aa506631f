package logtail.drain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.runtime.Clock;

/** Counters and state of a drain. The drain's thread writes, any thread reads. */
final class Progress {
    private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(5);

    final LongAdder sent = new LongAdder();
    final LongAdder resent = new LongAdder();
    final LongAdder retries = new LongAdder();

    private final Journal journal;
    private final Clock clock;
    private volatile boolean isPaused;
    private volatile String trouble = "";
    private volatile String lastError = "";
    private volatile Place accepted;
    private volatile Place reached;
    private volatile long lost;
    private volatile long pendingSinceNs; // time of receipt of the oldest event being sent; 0 for none
    private volatile long sendingSinceNs; // System.nanoTime; 0 when no batch is being sent

    Progress(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
        accepted = Place.nowhere(journal.lanes());
        reached = accepted;
    }

    void paused(boolean isNowPaused) {
        isPaused = isNowPaused;
    }

    /** Records a failure. */
    void failed(String reason) {
        trouble = reason;
        lastError = Instant.ofEpochSecond(0, clock.nowNs()).truncatedTo(ChronoUnit.SECONDS) + " " + reason;
    }

    void goesOn() {
        trouble = "";
    }

    boolean isFailing() {
        return !trouble.isEmpty();
    }

    /** Records the start of sending a batch; {@code oldestNs} is the time of receipt of its oldest event. */
    void sending(long oldestNs) {
        pendingSinceNs = oldestNs;
        sendingSinceNs = System.nanoTime() | 1;
    }

    void sendingEnded() {
        sendingSinceNs = 0;
    }

    void stands(Place acceptedNow, Place reachedNow, long lostEvents) {
        accepted = acceptedNow;
        reached = acceptedNow.max(reachedNow);
        lost = lostEvents;
    }

    DrainStatus describe(long deadLetters) {
        long lag = DrainStatus.lag(journal, reached);
        String wrong = trouble.isEmpty() ? stalled() : trouble;
        var state = isPaused
                ? DrainStatus.State.PAUSED
                : wrong.isEmpty() ? DrainStatus.State.RUNNING : DrainStatus.State.RETRYING;
        return new DrainStatus(
                state,
                accepted,
                lag,
                lag == 0 || pendingSinceNs == 0 ? 0 : Math.max(0, (clock.nowNs() - pendingSinceNs) / 1e9),
                sent.sum(),
                resent.sum(),
                retries.sum(),
                deadLetters,
                lost,
                Optional.of(wrong).filter(text -> !text.isEmpty()),
                Optional.of(lastError).filter(text -> !text.isEmpty()));
    }

    private String stalled() {
        long sinceNs = sendingSinceNs;
        long forNs = sinceNs == 0 ? 0 : System.nanoTime() - sinceNs;
        return forNs < STALLED_NS
                ? ""
                : "the destination has accepted nothing for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(forNs));
    }
}
