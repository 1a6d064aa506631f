package logtail.ingest;

import logtail.access.Right;
import logtail.event.Line;
import logtail.pipeline.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each line of a stream: it is refused when its sender may not send it, skipped when an earlier attempt has stored it, made
 * to wait when it comes too fast or the ring is full, and else added. Counts them. Belongs to the thread of its stream.
 */
final class TakenLines {
    private final Intake intake;
    private final LineSink sink;
    private final Decoder decoder;
    private final Admission admission;
    private final Pace pace;
    private final @Nullable Attempt attempt;
    private final Rejections rejections = new Rejections();
    private int kept; // how many stored lines of an earlier attempt are still to be skipped
    private int paid; // how many are still to be added for nothing, as an earlier attempt paid for them
    private long taken;
    private int truncated;

    /** @param attempt counts the lines, when they have an idempotency key */
    TakenLines(
            Intake intake, LineSink sink, Decoder decoder, Admission admission, Pace pace, @Nullable Attempt attempt) {
        this.intake = intake;
        this.sink = sink;
        this.decoder = decoder;
        this.admission = admission;
        this.pace = pace;
        this.attempt = attempt;
        kept = attempt == null ? 0 : attempt.lines();
        paid = attempt == null ? 0 : attempt.storedLines();
    }

    /** Call before the lines of a read. */
    void begin(long nowNs) {
        admission.begin(nowNs);
        pace.begin();
    }

    /**
     * Adds the line, unless an earlier attempt has, or refuses it.
     *
     * @return false when it has to wait: {@link #tryAddLater} it then
     * @throws NotAdmittedException when its sender may not send at all, so that nothing behind it is taken either
     */
    boolean tryTake(Line line, long nowNs) {
        if (!isAdmitted(line)) {
            refuse(line);
            return true;
        }
        truncated += (line.flags & Line.TRUNCATED) == 0 ? 0 : 1;
        if (kept > 0) {
            kept--;
        } else if (!mayAdd(line) || !sink.tryAdd(line, admission.sender(), attempt, nowNs)) {
            return false;
        }
        taken++;
        return true;
    }

    private boolean mayAdd(Line line) {
        if (paid > 0) {
            paid--;
            return true;
        }
        return pace.mayAdd(line);
    }

    /** Adds a line that had to wait; false when the ring is full still. */
    boolean tryAddLater(Line line, long nowNs) {
        if (!sink.tryAdd(line, admission.sender(), attempt, nowNs)) {
            return false;
        }
        taken++;
        return true;
    }

    /** Whether its sender may send this line. */
    boolean isAdmitted(Line line) {
        return admission.verdict(line) == Admission.Verdict.TAKEN;
    }

    /** The outcome so far. */
    Outcome outcome() {
        return new Outcome(
                taken,
                truncated,
                decoder.rejected() + rejections.count(),
                decoder.rejected() > 0 ? decoder.firstReason() : rejections.firstReason(),
                rejections.first());
    }

    /** The number of the line that comes next, as {@link Rejection#line} counts. */
    long nextLine() {
        return taken + rejections.count() + decoder.emptyLines() + 1;
    }

    private void refuse(Line line) {
        String address = admission.address().toString();
        if (admission.lineBy().may(Right.INGEST)) {
            if (rejections.wantsReason()) {
                rejections.add(nextLine(), admission.reason(line));
            } else {
                rejections.add();
            }
            sink.refuse();
            intake.meters().outOfScope(1);
            intake.doorkeeper().tellOutOfScope(1, admission.lineBy(), admission.appOf(line), address);
        } else {
            String reason = admission.reason(line);
            intake.meters().denied(1);
            intake.doorkeeper().tellDenied(1, address, reason);
            throw new NotAdmittedException(reason);
        }
    }
}
