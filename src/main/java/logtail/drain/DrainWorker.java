package logtail.drain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Sink;
import logtail.filter.FilterParser;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.runtime.Backoff;
import logtail.runtime.Deadline;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards the journal to one destination, on its own thread, which may block. Three places describe its progress, in each lane
 * of the journal:
 *
 * <pre>
 *   … accepted (durable) ≤ sent ≤ read (the reader's position) ≤ newest …
 * </pre>
 *
 * It reads a batch and sends it; the destination accepts it at once or later, and {@link DrainCursor} follows what is
 * accepted. After any failure it resets the sink and reads again from the cursor; the first batch ends where it ended
 * before, so that destinations that deduplicate batches recognize it (with several lanes, those whose events come in the same
 * order again: {@link BatchReader}). An event that the destination rejects permanently is found by bisection, becomes a dead
 * letter, and is skipped.
 */
public final class DrainWorker {
    private static final Logger LOG = LoggerFactory.getLogger(DrainWorker.class);
    private static final long SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
    private static final Duration INTERRUPT_WITHIN = Duration.ofSeconds(1);

    private final Drain drain;
    private final Journal journal;
    private final BatchLimits limits;
    private final Place noEnd;
    private final Numbers numbers;
    private final Handover handover;
    private final DeadLetters deadLetters;
    private final BatchReader reader;
    private final Progress progress;
    private final Pace pace;
    private final Backoff backoff;
    private final Wakeup wakeup = new Wakeup();
    private final Thread thread;
    private final Batch batch = new Batch();
    private boolean isAgain; // the batch, or what it begins with, was tried before
    private String untold; // report on an invalid cursor, to be sent before the next events
    private final BatchFiller filler;
    private final Sink sink;
    private volatile boolean isPaused;
    private volatile boolean isClosing;
    private boolean isElsewhere;
    private volatile long closeByNs;
    private volatile @Nullable Place moveTo;

    public DrainWorker(Drain drain, Sink sink, DrainCursor cursor, DeadLetters deadLetters, DrainContext context) {
        this.drain = drain;
        this.sink = sink;
        this.deadLetters = deadLetters;
        journal = context.journal();
        backoff = context.backoffs().get();
        limits = sink.limits();
        pace = new Pace(limits);
        String report = DrainStart.settle(drain.name(), cursor, journal);
        progress = new Progress(journal, context.clock());
        numbers = Numbers.of(journal.lanes());
        noEnd = noEnd(journal.lanes());
        handover = new Handover(drain.name(), journal, sink, cursor, numbers, deadLetters, progress);
        reader = new BatchReader(
                journal,
                FilterParser.parse(drain.filter()),
                context.scoped(drain),
                numbers,
                sink.writing(),
                new Notice(drain.name(), context.clock()));
        untold = reader.told(report);
        filler = new BatchFiller(drain.name(), reader, context.memory().open(limits.bytes(), sink.copies()));
        thread = Threads.unstarted("drain-" + drain.name(), this::run, context.faults());
    }

    public void start() {
        thread.start();
    }

    public DrainStatus status() {
        return progress.describe(deadLetters.count());
    }

    /** Pauses or resumes. Any thread. */
    public void pause(boolean isNowPaused) {
        isPaused = isNowPaused;
        wakeup.call();
    }

    /** Moves to start again behind this place. Any thread. */
    public void move(Place place) {
        moveTo = place;
        wakeup.call();
    }

    /**
     * Sends what it has for at most three seconds, waits briefly for acceptance, and ends. Any thread.
     *
     * @return whether it ended by {@code deadline}; if not, it ends as soon as its sink returns
     */
    public boolean stop(Deadline deadline) {
        Deadline finish = deadline.earlierBy(INTERRUPT_WITHIN);
        closeByNs = finish.earlierBy(FINISH_WITHIN).orWithin(CLOSE_WITHIN).nanoTime();
        isClosing = true;
        wakeup.call();
        try {
            if (!thread.join(finish.orWithin(CLOSE_WITHIN.plus(FINISH_WITHIN)).left())) {
                thread.interrupt();
                return thread.join(deadline.orWithin(INTERRUPT_WITHIN).left());
            }
            return true;
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return !thread.isAlive();
        }
    }

    private static Place noEnd(int lanes) {
        var behind = new long[lanes];
        Arrays.fill(behind, Long.MAX_VALUE);
        return Place.of(behind);
    }

    private void run() throws InterruptedException {
        Journal.Subscription news = journal.onGrowth(wakeup::news);
        try {
            goBack();
            while (!isOver()) {
                round();
            }
            if (!isElsewhere) {
                handover.finish(FINISH_WITHIN);
            }
        } catch (RunsElsewhereException e) {
            LOG.info("at=drain.elsewhere drain={}", drain.name());
        } catch (UncheckedIOException e) { // what was accepted since the last place is sent again
            LOG.warn(
                    "at=drain.unsettled drain={} reason={}",
                    drain.name(),
                    OwnLog.quoted(String.valueOf(e.getMessage())));
        } finally {
            news.close();
            handover.close();
            reader.close();
            filler.close();
        }
    }

    /** Whether to stop now: a failing drain at once, a working one when it has sent what it has or at its deadline. */
    private boolean isOver() {
        return isElsewhere
                || (isClosing && (isPaused || progress.isFailing() || isLevel() || System.nanoTime() - closeByNs > 0));
    }

    private boolean isLevel() {
        return batch.isEmpty() && isAtEnd();
    }

    private boolean isAtEnd() {
        return reader.position().covers(journal.newest());
    }

    private void round() throws InterruptedException {
        try {
            Place wanted = moveTo;
            if (wanted != null) {
                moved(wanted);
            }
            if (isPaused) {
                rest();
            } else {
                forward();
            }
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()), Duration.ZERO);
        } catch (UncheckedIOException e) {
            failed(String.valueOf(e.getMessage()), Duration.ZERO);
        } catch (RunsElsewhereException e) {
            isElsewhere = true;
            LOG.info("at=drain.elsewhere drain={}", drain.name());
        } catch (RuntimeException e) { // a bug in one sink must not stop the daemon
            LOG.error("at=drain.fault drain={}", drain.name(), e);
            failed("internal fault: " + e, Duration.ZERO);
        }
    }

    private void forward() throws IOException, InterruptedException {
        boolean isMore = fill();
        if (batch.isEmpty()) {
            handover.passOver(batch);
            begin();
            tell();
            if (!isMore) {
                awaitMore();
            }
            return;
        }
        if (!isMore && !isAgain) {
            wakeup.nap(limits.linger().toNanos(), this::isInterrupted); // to collect a larger batch
            fill();
        }
        Optional<Sink.Answer.Later> later = handover.deliver(batch);
        if (later.isPresent()) {
            pace.slower();
            failed(later.get().reason(), later.get().after());
            return;
        }
        untold = "";
        pace.faster();
        recovered();
        begin();
        tell();
    }

    private boolean fill() {
        if (!untold.isEmpty() && batch.isEmpty() && !isAtEnd()) {
            reader.tell(batch, untold);
        }
        return isAgain ? filler.fill(batch, limits, handover.tried()) : filler.fill(batch, pace.limits(), noEnd);
    }

    /** Gives other drains the memory of large batches while there is nothing to send. */
    private void letGo() {
        if (filler.shrink()) {
            batch.release();
            sink.release();
        }
    }

    /** Whether a command is pending. */
    private boolean isInterrupted() {
        return isClosing || isPaused || moveTo != null;
    }

    private void awaitMore() throws InterruptedException {
        boolean isSettled = handover.isSettled();
        if (isSettled) {
            handover.force();
        }
        letGo();
        wakeup.await(isSettled ? Wakeup.FOREVER_NS : SETTLE_NS, () -> isInterrupted() || !isAtEnd());
    }

    private void failed(String reason, Duration after) throws InterruptedException {
        boolean isFirst = !progress.isFailing();
        progress.failed(reason);
        progress.retries.increment();
        long waitMs = backoff.nextMs(after);
        if (isFirst) {
            LOG.warn("at=drain.failing drain={} reason={} waitMs={}", drain.name(), OwnLog.quoted(reason), waitMs);
        }
        goBack();
        wakeup.nap(TimeUnit.MILLISECONDS.toNanos(waitMs), this::isInterrupted);
    }

    private void recovered() {
        backoff.reset();
        if (progress.isFailing()) {
            LOG.info("at=drain.recovered drain={}", drain.name());
            progress.goesOn();
        }
    }

    /** Returns to what is accepted; later events are sent again. */
    private void goBack() throws InterruptedException {
        handover.goBack();
        reader.seek(handover.accepted());
        begin();
        progress.stands(handover.accepted(), handover.accepted(), reader.lost());
    }

    private void begin() {
        batch.begin(numbers.begin(reader.position()) + 1);
        isAgain = !reader.position().covers(handover.tried());
    }

    private void tell() throws IOException, InterruptedException {
        progress.stands(handover.accepted(), handover.reached(reader.position().here()), reader.lost());
    }

    private void moved(Place place) throws InterruptedException {
        moveTo = null;
        handover.finish(FINISH_WITHIN);
        handover.move(place);
        goBack();
        backoff.reset();
        progress.goesOn();
    }

    private void rest() throws InterruptedException {
        handover.finish(FINISH_WITHIN);
        progress.paused(true);
        goBack();
        letGo();
        wakeup.nap(Wakeup.FOREVER_NS, () -> isClosing || !isPaused || moveTo != null);
        progress.paused(isPaused);
        backoff.reset();
        progress.goesOn();
    }
}
