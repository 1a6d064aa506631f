package logtail.daemon;

import logtail.encode.Gap;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.kafka.KafkaSettings;
import logtail.journal.kafka.LaneLoss;
import logtail.journal.kafka.TopicScan;
import org.jspecify.annotations.Nullable;

/**
 * {@code logtail journal export} of a topic: events in the merged order, which is the same each time, from one of them to another;
 * and the gaps between them.
 */
final class TopicExport {
    private final long from;
    private final long to;
    private final ExportedRows rows;
    private final ExportProgress progress;
    private long blocks;
    private long last;

    /**
     * @param from the id of the first event; 0 for the oldest
     * @param to that of the last one; {@link Long#MAX_VALUE} for the newest
     */
    TopicExport(long from, long to, ExportedRows rows, ExportProgress progress) {
        this.from = from;
        this.to = to;
        this.rows = rows;
        this.progress = progress;
    }

    void export(KafkaSettings settings) {
        try (var scan = TopicScan.open(settings, this::tell)) {
            seek(scan);
            long all = blocks(scan);
            Block block = scan.next();
            while (block != null && !isBehindEnd(block)) {
                deliver(block);
                blocks++;
                if (rows.isFull()) {
                    rows.flush();
                    progress.at(last, blocks, all, rows.writtenBytes());
                }
                block = isEnd(block) ? null : scan.next();
            }
            rows.flush();
            progress.end(last, blocks, rows.writtenBytes());
        }
    }

    private void seek(TopicScan scan) {
        if (to != Long.MAX_VALUE) {
            expectWithin(scan, "--to", to);
        }
        if (from > 0) {
            expectWithin(scan, "--from", from);
            if (!scan.seek(from)) {
                throw new NoSuchRangeException("--from %d: its block is not there".formatted(from));
            }
        }
        if (to != Long.MAX_VALUE && (scan.isBehind(to) || (isSameBlock(from, to) && to < from))) {
            throw new NoSuchRangeException("--to %d comes before --from %d".formatted(to, from));
        }
    }

    private static void expectWithin(TopicScan scan, String option, long id) {
        if (scan.isWithin(id)) {
            return;
        }
        int lane = EventId.lane(id);
        if (lane >= scan.lanes()) {
            throw new NoSuchRangeException(
                    "%s %d is an id of lane %d, and the topic has lanes 0 to %d (ids of a data directory are others)"
                            .formatted(option, id, lane, scan.lanes() - 1));
        }
        throw new NoSuchRangeException(
                "%s %d is not in the topic; lane %d has %s".formatted(option, id, lane, TopicStats.ids(scan, lane)));
    }

    private static long blocks(TopicScan scan) {
        long blocks = 0;
        for (int lane = 0; lane < scan.lanes(); lane++) {
            blocks += scan.end(lane) - scan.beginning(lane);
        }
        return blocks;
    }

    private boolean isBehindEnd(Block block) {
        return to != Long.MAX_VALUE && block.lane() == EventId.lane(to) && block.firstIndex() > to;
    }

    private boolean isEnd(Block block) {
        return to != Long.MAX_VALUE && isSameBlock(block.firstIndex(), to);
    }

    private static boolean isSameBlock(long id, long other) {
        return EventId.lane(id) == EventId.lane(other) && EventId.block(id) == EventId.block(other);
    }

    private void deliver(Block block) {
        boolean isFirst = from > 0 && isSameBlock(block.firstIndex(), from);
        boolean isLast = isEnd(block);
        block.rewind();
        while (block.nextEvent()) {
            if ((!isFirst || block.index() >= from) && (!isLast || block.index() <= to)) {
                rows.event(block);
            }
        }
        last = block.lastIndex();
    }

    private void tell(LaneLoss loss) {
        Gap.@Nullable Reason reason = switch (loss.kind()) {
            case DAMAGED, MISSING -> Gap.Reason.DAMAGE;
            case RETENTION -> Gap.Reason.RETENTION;
            case MISPLACED -> null; // its events are there
        };
        if (reason != null) {
            rows.gap(new Gap(loss.firstId(), loss.lastId(), 0, reason));
        }
    }
}
