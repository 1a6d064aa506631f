package logtail.drain;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Sink.Answer;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends batches to a sink and advances the cursor to what is accepted. Bisects a batch that is rejected for its content
 * until the bad event is alone; that one becomes a dead letter and is skipped. The drain's thread.
 */
final class Handover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final long FORCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final String drain;
    private final Journal journal;
    private final Sink sink;
    private final DrainCursor cursor;
    private final Numbers numbers;
    private final DeadLetters deadLetters;
    private final Progress progress;
    private long accepted; // the number of the cursor's place
    private long handedOver; // the last number sent or skipped since the sink was reset
    private long everHandedOver;
    private long dirtySinceNs; // System.nanoTime of the oldest cursor update not forced yet; 0 for none

    Handover(
            String drain,
            Journal journal,
            Sink sink,
            DrainCursor cursor,
            Numbers numbers,
            DeadLetters deadLetters,
            Progress progress) {
        this.drain = drain;
        this.journal = journal;
        this.sink = sink;
        this.cursor = cursor;
        this.numbers = numbers;
        this.deadLetters = deadLetters;
        this.progress = progress;
        accepted = numbers.goBack(cursor.accepted(), Batch.NOTHING);
        handedOver = accepted;
        everHandedOver = accepted;
    }

    /** The place up to which the destination has accepted everything. */
    Place accepted() {
        return cursor.accepted();
    }

    /** Where the newest batch ever started ends. */
    Place tried() {
        return cursor.tried();
    }

    /** Whether everything sent is accepted. */
    boolean isSettled() {
        return accepted >= handedOver;
    }

    /**
     * Sends a batch.
     *
     * @return empty when the batch was sent; otherwise its unaccepted part has to be retried later
     */
    Optional<Answer.Later> deliver(Batch batch) throws IOException, InterruptedException {
        cursor.begin(numbers.place(batch.lastId()));
        Optional<Answer.Later> later = hand(batch);
        if (later.isEmpty()) {
            handedOver = batch.lastId();
            settle();
        }
        return later;
    }

    /** Records that no unsent event up to the end of this batch, which has none, matches. */
    void passOver(Batch empty) throws IOException, InterruptedException {
        settle();
        if (isSettled()) {
            handedOver = empty.lastId();
            accept(empty.lastId());
        }
    }

    /** Advances the cursor to what is accepted by now. */
    void settle() throws IOException, InterruptedException {
        long acceptedNow = sink.accepted();
        if (acceptedNow > accepted) {
            accept(acceptedNow);
            dirtySinceNs = dirtySinceNs == 0 ? System.nanoTime() | 1 : dirtySinceNs;
        }
        if (dirtySinceNs != 0 && System.nanoTime() - dirtySinceNs > FORCE_NS) {
            force();
        }
    }

    /** The place up to which everything reached the destination, or {@code position} when everything sent has. */
    Place reached(Place position) throws IOException, InterruptedException {
        long reached = sink.reached();
        if (reached >= handedOver || isSettled()) {
            return position;
        }
        return reached > accepted ? numbers.place(reached) : cursor.accepted();
    }

    /** Forces the cursor to disk, so that it survives a power cut. */
    void force() {
        if (dirtySinceNs != 0) {
            dirtySinceNs = 0;
            cursor.force();
        }
    }

    /** Resets the sink; what it had not accepted is sent again. */
    void goBack() throws InterruptedException {
        try {
            settle();
        } catch (IOException | RuntimeException e) {
            LOG.debug(
                    "at=drain.gone-back drain={} reason={}",
                    drain,
                    OwnLog.quoted(String.valueOf(e.getMessage()))); // reported by the caller
        }
        sink.reset();
        accepted = numbers.goBack(cursor.accepted(), accepted);
        handedOver = accepted;
    }

    /** Moves the cursor to this place. */
    void move(Place place) {
        sink.reset(); // its acceptances are those of the old position
        cursor.move(place);
        accepted = numbers.goBack(place, accepted);
        everHandedOver = accepted;
    }

    /** Waits up to {@code patience} for acceptance of what was sent. */
    void finish(Duration patience) throws InterruptedException {
        try {
            long acceptedNow = sink.finish(patience);
            if (acceptedNow > accepted) {
                accept(acceptedNow);
            }
        } catch (IOException e) {
            LOG.info("at=drain.unsettled drain={} reason={}", drain, OwnLog.quoted(String.valueOf(e.getMessage())));
        }
        cursor.force();
    }

    @Override
    public void close() {
        sink.close();
        cursor.close();
    }

    private Optional<Answer.Later> hand(Batch part) throws IOException, InterruptedException {
        Answer answer = send(part);
        if (answer instanceof Answer.Later later) {
            return Optional.of(later);
        }
        if (answer instanceof Answer.Refused refused) {
            return part.count() == 1 ? pass(part, refused.reason()) : handHalves(part);
        }
        List<Sink.Rejection> rejections = answer instanceof Answer.TakenBut but ? but.rejections() : List.of();
        count(part, rejections.size());
        numbers.handedOver(part.lastId());
        for (Sink.Rejection rejection : rejections) {
            bury(part.id(rejection.position()), rejection.reason());
        }
        return Optional.empty();
    }

    private Answer send(Batch part) throws IOException, InterruptedException {
        progress.sending(part.oldestNs());
        try {
            return sink.send(part);
        } finally {
            progress.sendingEnded();
        }
    }

    /** Acceptance of the first half holds even if the second half fails. */
    private Optional<Answer.Later> handHalves(Batch part) throws IOException, InterruptedException {
        int middle = part.count() / 2;
        Optional<Answer.Later> later = hand(part.part(0, middle));
        if (later.isPresent()) {
            return later;
        }
        settle();
        return hand(part.part(middle, part.count()));
    }

    private Optional<Answer.Later> pass(Batch single, String reason) throws IOException, InterruptedException {
        settle();
        bury(single.id(0), reason);
        accept(single.lastId());
        everHandedOver = Math.max(everHandedOver, single.lastId());
        return Optional.empty();
    }

    private void accept(long number) {
        accepted = number;
        cursor.accept(numbers.place(number));
        numbers.accepted(number);
    }

    private void bury(long number, String reason) throws IOException {
        long id = numbers.id(number);
        deadLetters.add(id, reason, journal);
        LOG.warn("at=drain.dead-letter drain={} id={} reason={}", drain, id, OwnLog.quoted(reason));
    }

    private void count(Batch part, int rejected) {
        int again = 0;
        while (again < part.count() && part.id(again) <= everHandedOver) {
            again++;
        }
        progress.resent.add(again);
        progress.sent.add(Math.max(0, part.count() - again - rejected));
        everHandedOver = Math.max(everHandedOver, part.lastId());
    }
}
