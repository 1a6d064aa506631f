package logtail.ingest;

import logtail.event.Line;
import logtail.parse.LineParser;
import logtail.pipeline.Ack;
import logtail.pipeline.Attempt;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Parses frames and encodes them straight into ring slots: one slot for what one socket read brings, more only when it
 * is full. A slot is claimed for the first frame and published by {@link #publish}, which must follow soon. Belongs to one
 * event loop thread.
 */
final class LineWriter {
    /** What one read brought. */
    static final class Tally {
        long lines;
        long bytes;
        long malformed;
        long truncated;
        long droppedAttributes;

        void clear() {
            lines = 0;
            bytes = 0;
            malformed = 0;
            truncated = 0;
            droppedAttributes = 0;
        }
    }

    private final IngestPipeline pipeline;
    private final LineParser parser;
    private final IntakeMeters meters;
    private final Line line = new Line();
    private final Tally tally = new Tally();
    private @Nullable BlockSlot slot;
    private @Nullable Attempt delivery;

    LineWriter(IngestPipeline pipeline, LineParser parser, IntakeMeters meters) {
        this.pipeline = pipeline;
        this.parser = parser;
        this.meters = meters;
    }

    /** What is written from now on belongs to this delivery, or to none. */
    void belongTo(@Nullable Attempt delivery) {
        this.delivery = delivery;
    }

    /** Adds one frame; false when the ring is full: nothing is lost, try the same frame again when there is room. */
    boolean tryWrite(byte[] bytes, int from, int to, boolean isTruncated, Sender sender, long nowNs) {
        if (slot == null && !claim()) {
            return false;
        }
        boolean isWritten = false;
        try {
            isWritten = write(bytes, from, to, isTruncated, sender, nowNs);
            return isWritten;
        } finally {
            if (!isWritten) {
                publish(null); // whatever happened: all later claims wait behind this slot
            }
        }
    }

    private boolean write(byte[] bytes, int from, int to, boolean isTruncated, Sender sender, long nowNs) {
        parser.parse(bytes, from, to, nowNs, line);
        sender.complete(line);
        if (isTruncated) {
            line.flags |= Line.TRUNCATED;
        }
        if (!append(nowNs)) {
            publish(null);
            if (!claim()) {
                return false;
            }
            append(nowNs); // one event always fits an empty block
        }
        if (delivery != null && slot != null) {
            delivery.add(slot.encoder());
        }
        tally.lines++;
        tally.bytes += to - from;
        tally.droppedAttributes += line.attributes.dropped();
        tally.malformed += (line.flags & Line.MALFORMED) == 0 ? 0 : 1;
        tally.truncated += (line.flags & Line.TRUNCATED) == 0 ? 0 : 1;
        return true;
    }

    /** Sends off what was written since; {@code ack} is told when that and all before it is kept. */
    boolean tryPublish(Ack ack) {
        if (slot == null && !claim()) {
            return false;
        }
        publish(ack);
        return true;
    }

    /** Sends off what was written since, if anything. */
    void publish() {
        publish(null);
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

    private boolean append(long nowNs) {
        return slot != null && slot.encoder().tryAppend(line, nowNs);
    }
}
