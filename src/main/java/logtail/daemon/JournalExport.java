package logtail.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import logtail.encode.EventFormat;
import logtail.encode.Gap;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;

/** {@code logtail journal export}: the events from one id to another, and the gaps between them, as NDJSON. */
final class JournalExport {
    private static final int FLUSH_BYTES = 256 << 10;

    private final long from;
    private final long to;
    private final OutputStream target;
    private final ExportProgress progress;
    private final EventFormat format = EventFormat.Kind.NDJSON.create();
    private final Output output = new Output();
    private long position; // the last id written or reported; 0 before the first
    private long firstId;
    private long takenTo; // retention has deleted everything up to this id
    private long written;

    /**
     * @param from the first id; 0 for the oldest
     * @param to the last id
     */
    JournalExport(long from, long to, OutputStream target, ExportProgress progress) {
        this.from = from;
        this.to = to;
        this.target = target;
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
                if (output.length() >= FLUSH_BYTES) {
                    flush();
                    progress.at(position, files.indexOf(scan.file()) + 1, files.size(), written);
                }
                block = scan.next();
            }
            flush();
            progress.end(position, files.size(), written);
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
                format.event(block, 0, output);
            }
        }
        position = Math.max(position, block.lastIndex());
    }

    private void tellGap(long first, long last) {
        boolean isRetention = last < firstId || last <= takenTo;
        format.gap(new Gap(first, last, isRetention ? Gap.Reason.RETENTION : Gap.Reason.DAMAGE), output);
    }

    private void flush() {
        try {
            target.write(output.bytes(), 0, output.length());
            written += output.length();
            output.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
