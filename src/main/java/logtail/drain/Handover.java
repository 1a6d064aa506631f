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
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands batches to a sink and lets the cursor follow what is accepted. A batch that is refused for its content is split until
 * the event that is no good stands alone; that one goes to the dead letters and is passed. The drain's thread.
 */
final class Handover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final long FORCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final String drain;
    private final Journal journal;
    private final Sink sink;
    private final DrainCursor cursor;
    private final DeadLetters deadLetters;
    private final Progress progress;
    private long handedOver; // the last id that the sink was given since it was reset, or that is not wanted
    private long everHandedOver;
    private long dirtySinceNs; // System.nanoTime of the oldest change of the cursor that was not forced; 0 for none

    Handover(String drain, Journal journal, Sink sink, DrainCursor cursor, DeadLetters deadLetters, Progress progress) {
        this.drain = drain;
        this.journal = journal;
        this.sink = sink;
        this.cursor = cursor;
        this.deadLetters = deadLetters;
        this.progress = progress;
        handedOver = cursor.accepted();
        everHandedOver = cursor.accepted();
    }

    /** The last id up to which the other side has everything. */
    long accepted() {
        return cursor.accepted();
    }

    /** The last id of the newest batch that was ever begun. */
    long tried() {
        return cursor.tried();
    }

    /** Whether everything that was handed over is accepted. */
    boolean isSettled() {
        return cursor.accepted() >= handedOver;
    }

    /**
     * Hands over a batch.
     *
     * @return empty when that is done; else it has to be tried again later, all of it that is not accepted
     */
    Optional<Answer.Later> deliver(Batch batch) throws IOException, InterruptedException {
        cursor.begin(batch.lastId());
        Optional<Answer.Later> later = hand(batch);
        if (later.isEmpty()) {
            handedOver = batch.lastId();
            settle();
        }
        return later;
    }

    /** Nothing that was not handed over up to this id is wanted. */
    void passOver(long id) throws IOException, InterruptedException {
        settle();
        if (isSettled()) {
            handedOver = id;
            cursor.accept(id);
        }
    }

    /** Lets the cursor follow what is accepted by now. */
    void settle() throws IOException, InterruptedException {
        long accepted = sink.accepted();
        if (accepted > cursor.accepted()) {
            cursor.accept(accepted);
            dirtySinceNs = dirtySinceNs == 0 ? System.nanoTime() | 1 : dirtySinceNs;
        }
        if (dirtySinceNs != 0 && System.nanoTime() - dirtySinceNs > FORCE_NS) {
            force();
        }
    }

    /** The last id that has come to the other side, or {@code position} when all that was handed over has. */
    long reached(long position) throws IOException, InterruptedException {
        long reached = sink.reached();
        return reached >= handedOver || isSettled() ? position : Math.max(reached, cursor.accepted());
    }

    /** Makes the cursor survive a power cut. */
    void force() {
        if (dirtySinceNs != 0) {
            dirtySinceNs = 0;
            cursor.force();
        }
    }

    /** Forgets what was not accepted up to the end of the connection, so that it is handed over again. */
    void goBack() throws InterruptedException {
        try {
            settle();
        } catch (IOException | RuntimeException e) {
            LOG.debug(
                    "at=drain.gone-back drain={} reason={}",
                    drain,
                    OwnLog.quoted(String.valueOf(e.getMessage()))); // told by whoever goes back
        }
        sink.reset();
        handedOver = cursor.accepted();
    }

    /** Begins again behind this id. */
    void move(long id) {
        sink.reset(); // what it accepted is of before
        cursor.move(id);
        everHandedOver = id;
    }

    /** Waits a little for what is under way. */
    void finish(Duration patience) throws InterruptedException {
        try {
            long accepted = sink.finish(patience);
            if (accepted > cursor.accepted()) {
                cursor.accept(accepted);
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

    /** What was taken of the first half stays taken, whatever becomes of the second. */
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
        cursor.accept(single.lastId());
        everHandedOver = Math.max(everHandedOver, single.lastId());
        return Optional.empty();
    }

    private void bury(long id, String reason) throws IOException {
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
