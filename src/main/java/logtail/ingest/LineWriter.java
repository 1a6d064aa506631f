package logtail.ingest;

import logtail.event.Line;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Encodes lines directly into ring slots: one slot between two calls of {@link #tryPublish}, more only when it is full.
 * Claims a slot for the first line. Belongs to one event loop, whose streams share it.
 */
final class LineWriter implements LineSink {
    /** The counts since the last slot was published. */
    static final class Tally {
        long lines;
        long bytes;
        long malformed;
        long truncated;
        long joined;
        long droppedAttributes;

        void clear() {
            lines = 0;
            bytes = 0;
            malformed = 0;
            truncated = 0;
            joined = 0;
            droppedAttributes = 0;
        }
    }

    private final IngestPipeline pipeline;
    private final IntakeMeters meters;
    private final Tally tally = new Tally();
    private final @Nullable RedactedLines redacted; // null when nothing is
    private @Nullable BlockSlot slot;

    LineWriter(IngestPipeline pipeline, IntakeMeters meters, @Nullable RedactedLines redacted) {
        this.pipeline = pipeline;
        this.meters = meters;
        this.redacted = redacted;
    }

    @Override
    public boolean tryAdd(Line line, Sender sender, @Nullable Attempt attempt, long receivedAtNs) {
        sender.complete(line);
        if (redacted != null && !redacted.isKept(line, attempt)) {
            return true;
        }
        if (slot == null && !claim()) {
            return false;
        }
        boolean isAdded = false;
        try {
            isAdded = add(line, attempt, receivedAtNs);
            return isAdded;
        } finally {
            if (!isAdded) {
                publish(null); // also after an exception, because all later claims wait behind this slot
            }
        }
    }

    @Override
    public boolean tryPublish(@Nullable Ack ack) {
        if (ack != null && slot == null && !claim()) {
            return false;
        }
        publish(ack);
        return true;
    }

    @Override
    public void whenRoom(Runnable resume) {
        pipeline.whenRoom(resume);
    }

    @Override
    public boolean isCrowded() {
        return pipeline.isCrowded();
    }

    @Override
    public void whenTurn(Runnable resume) {
        pipeline.whenTurn(resume);
    }

    private boolean add(Line line, @Nullable Attempt attempt, long receivedAtNs) {
        if (!append(line, receivedAtNs)) {
            publish(null);
            if (!claim()) {
                return false;
            }
            append(line, receivedAtNs); // one event always fits an empty block
        }
        if (attempt != null && slot != null) {
            attempt.add(slot);
        }
        tally.lines++;
        tally.bytes += line.wireBytes;
        tally.droppedAttributes += line.attributes.dropped();
        tally.malformed += (line.flags & Line.MALFORMED) == 0 ? 0 : 1;
        tally.joined += line.lines - 1;
        tally.truncated += (line.flags & Line.TRUNCATED) == 0 ? 0 : 1;
        return true;
    }

    private void publish(@Nullable Ack ack) {
        if (slot != null) {
            pipeline.publish(slot, ack);
            slot = null;
            meters.take(tally);
        }
    }

    private boolean claim() {
        slot = pipeline.tryClaim();
        return slot != null;
    }

    private boolean append(Line line, long receivedAtNs) {
        return slot != null && slot.encoder().tryAppend(line, receivedAtNs);
    }
}
