package logtail.daemon;

import java.nio.file.Path;
import logtail.encode.Gap;
import logtail.event.Block;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;

/** {@code logtail journal export}: the events from one id to another, and the gaps between them, as NDJSON. */
final class JournalExport {
    private final long from;
    private final long to;
    private final ExportedRows rows;
    private final ExportProgress progress;
    private long position; // the last id written or reported; 0 before the first
    private long firstId;
    private long takenTo; // retention has deleted everything up to this id

    /**
     * @param from the first id; 0 for the oldest
     * @param to the last id
     */
    JournalExport(long from, long to, ExportedRows rows, ExportProgress progress) {
        this.from = from;
        this.to = to;
        this.rows = rows;
        this.progress = progress;
        position = Math.max(0, from - 1);
    }

    void export(Path data) {
        firstId = JournalScan.firstId(data);
        try (var scan = JournalScan.open(data, this::note)) {
            var files = scan.fileNames();
            scan.skipFilesBefore(from);
            Block block = scan.next();
            while (block != null && position < to) {
                deliver(block);
                if (rows.isFull()) {
                    rows.flush();
                    progress.at(position, files.indexOf(scan.file()) + 1, files.size(), rows.writtenBytes());
                }
                block = scan.next();
            }
            rows.flush();
            progress.end(position, files.size(), rows.writtenBytes());
        }
    }

    private void note(Loss loss) {
        if (loss.kind() == Loss.Kind.RETENTION) {
            takenTo = loss.to();
        }
    }

    private void deliver(Block block) {
        boolean isBegun = position > 0 || from > 0;
        if (isBegun && block.firstIndex() > position + 1) {
            tellGap(position + 1, Math.min(to, block.firstIndex() - 1));
        }
        block.rewind();
        while (block.nextEvent()) {
            if (block.index() > position && block.index() <= to) {
                rows.event(block);
            }
        }
        position = Math.max(position, block.lastIndex());
    }

    private void tellGap(long first, long last) {
        boolean isRetention = last < firstId || last <= takenTo;
        rows.gap(new Gap(first, last, isRetention ? Gap.Reason.RETENTION : Gap.Reason.DAMAGE));
    }
}
