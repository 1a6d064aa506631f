package logtail.drain;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Sink;
import logtail.filter.FilterParser;
import logtail.journal.Journal;
import logtail.runtime.Clock;
import logtail.runtime.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One drain on its way through the journal, on a thread of its own that may block. Three ids say where it stands:
 *
 * <pre>
 *   … accepted (durable) ≤ handed over ≤ looked at (the reader's position) ≤ newest …
 * </pre>
 *
 * A batch is read, handed to the sink, and accepted at once or later; {@link Cursor} follows what was accepted. After any
 * failure the sink is reset and everything behind the cursor is read again, a batch with the same ends first, so that
 * destinations which tell batches apart know it. An event that the destination will never take is found by splitting,
 * written to the dead letters, and passed.
 */
final class DrainWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DrainWorker.class);
    private static final long SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FORCE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(2);
    private static final long CLOSE_WITHIN_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long NOT_MOVED = -1;

    private final Drain drain;
    private final Journal journal;
    private final Sink sink;
    private final Cursor cursor;
    private final DeadLetters deadLetters;
    private final BatchReader reader;
    private final Progress progress;
    private final Pace pace;
    private final Backoff backoff;
    private final Wakeup wakeup = new Wakeup();
    private final Thread thread;
    private final FaultHandler faults;
    private final Batch batch = new Batch();

    private long handedOver; // the last id that the sink was given since it was reset
    private long everHandedOver;
    private long forcedAtNs;
    private volatile boolean isPaused;
    private volatile boolean isClosing;
    private volatile long closeByNs;
    private volatile long moveTo = NOT_MOVED;

    DrainWorker(
            Drain drain,
            Journal journal,
            Sink sink,
            Cursor cursor,
            DeadLetters deadLetters,
            boolean isPaused,
            Backoff backoff,
            Clock clock,
            FaultHandler faults) {
        this.drain = drain;
        this.journal = journal;
        this.sink = sink;
        this.cursor = cursor;
        this.deadLetters = deadLetters;
        this.backoff = backoff;
        this.faults = faults;
        progress = new Progress(journal, clock);
        pace = new Pace(sink.limits());
        reader = new BatchReader(
                journal, FilterParser.parse(drain.filter()), sink.writing(), new Notice(drain.name(), clock));
        this.isPaused = isPaused;
        everHandedOver = cursor.accepted();
        thread = Thread.ofPlatform().name("drain-" + drain.name()).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    DrainStatus status() {
        return progress.describe(deadLetters.count());
    }

    /** Rests, or goes on; any thread. */
    void pause(boolean isNowPaused) {
        isPaused = isNowPaused;
        wakeup.call();
    }

    /** Begins again behind this id; any thread. */
    void move(long id) {
        moveTo = id;
        wakeup.call();
    }

    /** Hands over what is there, for three seconds at most, waits a little for its acceptance, and ends; any thread. */
    @Override
    public void close() {
        closeByNs = System.nanoTime() + CLOSE_WITHIN_NS;
        isClosing = true;
        wakeup.call();
        try {
            if (!thread.join(FINISH_WITHIN.plusNanos(CLOSE_WITHIN_NS))) {
                thread.interrupt();
                thread.join(FINISH_WITHIN);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Journal.Subscription news = journal.onGrowth(wakeup::news);
        try {
            goBack();
            while (!isOver()) {
                round();
            }
            finish();
        } catch (InterruptedException e) {
            LOG.info("at=drain.interrupted drain={}", drain.name());
        } catch (Throwable fault) {
            faults.onFault(thread.getName(), fault);
        } finally {
            news.close();
            sink.close();
            reader.close();
            cursor.close();
        }
    }

    /** A drain that fails is not waited for; one that works may hand over what is there. */
    private boolean isOver() {
        return isClosing && (isPaused || progress.isFailing() || isLevel() || System.nanoTime() - closeByNs > 0);
    }

    private boolean isLevel() {
        return batch.isEmpty() && reader.position() >= journal.lastIndex();
    }

    private void round() throws InterruptedException {
        try {
            if (moveTo != NOT_MOVED) {
                moved();
            }
            if (isPaused) {
                rest();
            } else {
                forward();
            }
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()), Duration.ZERO);
        } catch (RuntimeException e) { // a mistake in a sink is no reason to stop everything else
            LOG.error("at=drain.fault drain={}", drain.name(), e);
            failed("internal fault: " + e, Duration.ZERO);
        }
    }

    private void forward() throws IOException, InterruptedException {
        boolean isMore = fill();
        if (batch.isEmpty()) {
            passOver();
            if (!isMore) {
                awaitMore();
            }
            return;
        }
        if (!isMore && !isTriedBefore()) {
            wakeup.nap(sink.limits().linger().toNanos(), this::isInterrupted); // so that more can come
            fill();
        }
        cursor.begin(batch.lastId());
        if (deliver(batch)) {
            handedOver = batch.lastId();
            settle();
            begin();
        }
    }

    private boolean isTriedBefore() {
        return batch.firstId() <= cursor.tried();
    }

    /** A batch that was tried before has the same end again. */
    private boolean fill() {
        boolean isAgain = isTriedBefore();
        BatchLimits limits = isAgain ? sink.limits() : pace.limits();
        return reader.fill(batch, isAgain ? cursor.tried() : Long.MAX_VALUE, limits.events(), limits.bytes());
    }

    /** Whether somebody wants something of this drain. */
    private boolean isInterrupted() {
        return isClosing || isPaused || moveTo != NOT_MOVED;
    }

    /** Nothing up to the reader's position is wanted. */
    private void passOver() throws IOException, InterruptedException {
        settle();
        if (cursor.accepted() >= handedOver) {
            handedOver = reader.position();
            cursor.accept(handedOver);
            tell();
        }
        begin();
    }

    private void awaitMore() throws InterruptedException {
        boolean isSettled = cursor.accepted() >= handedOver;
        if (isSettled && forcedAtNs != 0) {
            force();
        }
        long seen = reader.position();
        wakeup.await(isSettled ? Wakeup.FOREVER_NS : SETTLE_NS, () -> isInterrupted() || journal.lastIndex() > seen);
    }

    /** Hands over a batch or a part of one, dead-letters what is refused; false when it has to be tried again. */
    private boolean deliver(Batch part) throws IOException, InterruptedException {
        switch (send(part)) {
            case Sink.Answer.Taken taken -> sent(part);
            case Sink.Answer.TakenBut but -> {
                sent(part);
                for (Sink.Rejection rejection : but.rejections()) {
                    bury(part.id(rejection.position()), rejection.reason());
                }
            }
            case Sink.Answer.Refused refused -> {
                return split(part, refused);
            }
            case Sink.Answer.Later later -> {
                pace.slower();
                failed(later.reason(), later.after());
                return false;
            }
        }
        pace.faster();
        recovered();
        return true;
    }

    private Sink.Answer send(Batch part) throws IOException, InterruptedException {
        progress.sending(part.oldestNs());
        try {
            return sink.send(part);
        } finally {
            progress.sendingEnded();
        }
    }

    private void sent(Batch part) {
        int again = 0;
        while (again < part.count() && part.id(again) <= everHandedOver) {
            again++;
        }
        progress.resent.add(again);
        progress.sent.add(part.count() - again);
        everHandedOver = Math.max(everHandedOver, part.lastId());
    }

    private boolean split(Batch part, Sink.Answer.Refused refused) throws IOException, InterruptedException {
        int count = part.count();
        if (count > 1) {
            return deliverHalf(part.part(0, count / 2)) && deliver(part.part(count / 2, count));
        }
        settle();
        bury(part.id(0), refused.reason());
        cursor.accept(part.lastId());
        everHandedOver = Math.max(everHandedOver, part.lastId());
        recovered();
        return true;
    }

    /** What was taken of the first half stays taken, whatever becomes of the second. */
    private boolean deliverHalf(Batch half) throws IOException, InterruptedException {
        if (!deliver(half)) {
            return false;
        }
        handedOver = half.lastId();
        settle();
        return true;
    }

    private void bury(long id, String reason) throws IOException {
        deadLetters.add(id, reason, journal);
        LOG.warn("at=drain.dead-letter drain={} id={} reason=\"{}\"", drain.name(), id, reason);
    }

    private void settle() throws IOException, InterruptedException {
        long accepted = sink.accepted();
        if (accepted > cursor.accepted()) {
            cursor.accept(accepted);
            forcedAtNs = forcedAtNs == 0 ? System.nanoTime() | 1 : forcedAtNs;
            if (System.nanoTime() - forcedAtNs > FORCE_NS) {
                force();
            }
        }
        tell();
    }

    private void force() {
        cursor.force();
        forcedAtNs = 0;
    }

    private void tell() throws IOException, InterruptedException {
        long reached = sink.reached();
        boolean isAllThere = reached >= handedOver && batch.isEmpty();
        progress.stands(cursor.accepted(), isAllThere ? reader.position() : reached, reader.lost());
    }

    private void failed(String reason, Duration after) throws InterruptedException {
        boolean isFirst = !progress.isFailing();
        progress.failed(reason);
        progress.retries.increment();
        long waitMs = backoff.nextMs(after);
        if (isFirst) {
            LOG.warn("at=drain.failing drain={} reason=\"{}\" waitMs={}", drain.name(), reason, waitMs);
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

    /** To what was accepted last: all else is sent again. */
    private void goBack() {
        sink.reset();
        handedOver = cursor.accepted();
        reader.seek(handedOver);
        begin();
        progress.stands(handedOver, handedOver, reader.lost());
    }

    private void begin() {
        batch.begin(reader.position() + 1);
    }

    private void moved() throws IOException, InterruptedException {
        long id = moveTo;
        moveTo = NOT_MOVED;
        sink.finish(FINISH_WITHIN);
        cursor.move(id);
        everHandedOver = id;
        goBack();
        backoff.reset();
        progress.goesOn();
    }

    private void rest() throws InterruptedException {
        finish();
        progress.paused(true);
        goBack();
        wakeup.nap(Wakeup.FOREVER_NS, () -> isClosing || !isPaused || moveTo != NOT_MOVED);
        progress.paused(isPaused);
        backoff.reset();
        progress.goesOn();
    }

    /** Waits a little for what is under way. */
    private void finish() throws InterruptedException {
        try {
            long accepted = sink.finish(FINISH_WITHIN);
            if (accepted > cursor.accepted()) {
                cursor.accept(accepted);
            }
        } catch (IOException e) {
            LOG.info("at=drain.unsettled drain={} reason=\"{}\"", drain.name(), e.getMessage());
        }
        force();
    }
}
