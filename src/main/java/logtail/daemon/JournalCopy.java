package logtail.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.event.Block;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalId;
import logtail.journal.chronicle.DirectoryLock;
import logtail.journal.files.IdFile;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;
import logtail.journal.kafka.KafkaSettings;
import logtail.journal.kafka.SequencedAppender;
import logtail.runtime.Disk;

/**
 * {@code logtail journal copy}: appends the events of a data directory that no daemon uses to a topic, in their order and with
 * their times of receipt. They get new ids. Goes on where an earlier copy was interrupted, and stores nothing twice.
 *
 * <p>A batch is some whole blocks of the files, and its sequence is the first id in it. It goes on from the first id behind the
 * last batch, so as long as the files are the same its bounds are too; a batch of which some is stored begins where it began.
 */
final class JournalCopy {
    private static final int BATCH_EVENTS = 1 << 16; // some full blocks of each of 12 lanes
    private static final int BATCH_BYTES = 16 << 20;
    private static final long NOTE_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path data;
    private final Report report;
    private final PrintStream err;
    private final ExportProgress progress;
    private byte[] bytes = {};
    private int batchEvents;
    private int batchBytes;
    private long firstId; // of what was read
    private long lastId;
    private long copiedTo; // the last id that is committed
    private long readBytes;
    private long readEvents;
    private long appended;
    private long losses;
    private long notedNs = System.nanoTime();

    JournalCopy(Path data, Report report, PrintStream err, ExportProgress progress) {
        this.data = data;
        this.report = report;
        this.err = err;
        this.progress = progress;
    }

    /** Whether all that should be in the directory was copied. */
    boolean copyTo(KafkaSettings settings) {
        expectJournal();
        DirectoryLock lock = lock();
        try (lock) {
            JournalId id = IdFile.readOrMake(Disk.REAL, data);
            try (var topic = SequencedAppender.open(settings, id.toString())) {
                copyTo(topic, id);
            }
            tellEnd("topic %s at %s".formatted(settings.topic(), settings.servers()));
        } catch (IOException e) {
            throw new JournalFailedException("cannot use the data directory %s: %s".formatted(data, e), e);
        }
        return losses == 0;
    }

    private void copyTo(SequencedAppender topic, JournalId id) throws IOException {
        var watch = new TroubleWatch(topic::trouble, err);
        try (watch) {
            copy(topic, id, findStart(topic, id));
        }
    }

    /** A lock would make a directory where there is none. */
    private void expectJournal() {
        JournalScan.open(data, loss -> {}).close();
    }

    private DirectoryLock lock() {
        return DirectoryLock.tryAcquire(data)
                .orElseThrow(() -> new JournalFailedException(
                        "a daemon or another copy uses %s; stop that first".formatted(data.toAbsolutePath())));
    }

    /** The first id that is to be copied. */
    private long findStart(SequencedAppender topic, JournalId id) throws IOException {
        Optional<CopyNote> note =
                CopyNote.read(data, id, topic.id(), topic.end().lanes());
        long found = topic.find(note.map(CopyNote::place));
        copiedTo = note.map(CopyNote::id).orElse(0L);
        if (found == SequencedAppender.NONE) {
            note(topic, id); // so that no other copy looks through what is there now
        }
        long from = Math.max(copiedTo + 1, found);
        if (from > 1) {
            err.printf("events before id %d were copied earlier%n", from);
        }
        return from;
    }

    private void copy(SequencedAppender topic, JournalId id, long from) throws IOException {
        try (var scan = JournalScan.open(data, this::tell)) {
            var files = scan.fileNames();
            scan.skipFilesBefore(from);
            for (Block block = scan.next(); block != null; block = scan.next()) {
                if (block.firstIndex() >= from) {
                    append(topic, block);
                }
                if (batchEvents >= BATCH_EVENTS || batchBytes >= BATCH_BYTES) {
                    commit(topic, id);
                    progress.at(copiedTo, files.indexOf(scan.file()) + 1, files.size(), readBytes);
                }
            }
            commit(topic, id);
            note(topic, id);
            progress.end(copiedTo, files.size(), readBytes);
        }
    }

    private void append(SequencedAppender topic, Block block) {
        if (batchEvents == 0) {
            topic.begin(block.firstIndex());
        }
        int length = block.lengthBytes();
        if (bytes.length < length) {
            bytes = new byte[length + length / 4];
        }
        System.arraycopy(block.bytes(), block.start(), bytes, 0, length);
        topic.append(bytes, length, (first, count) -> appended += count);
        firstId = firstId == 0 ? block.firstIndex() : firstId;
        lastId = block.lastIndex();
        readBytes += length;
        readEvents += block.count();
        batchBytes += length;
        batchEvents += block.count();
    }

    private void commit(SequencedAppender topic, JournalId id) throws IOException {
        if (batchEvents == 0) {
            return;
        }
        topic.commit();
        copiedTo = lastId;
        batchEvents = 0;
        batchBytes = 0;
        if (System.nanoTime() - notedNs > NOTE_EVERY_NS) {
            note(topic, id);
        }
    }

    private void note(SequencedAppender topic, JournalId id) throws IOException {
        new CopyNote(id, topic.id(), copiedTo, topic.end()).write(data);
        notedNs = System.nanoTime();
    }

    private void tell(Loss loss) {
        losses++;
        err.println("not copied: " + JournalVerification.words(loss));
    }

    private void tellEnd(String topic) {
        if (readEvents == 0) {
            report.line("no event is left to copy to %s", topic);
        } else {
            report.line("copied %d events, ids %d..%d, to %s", readEvents, firstId, lastId, topic);
        }
        if (readEvents > appended) {
            report.line("%d of them were there from a copy that was interrupted", readEvents - appended);
        }
        if (losses > 0) {
            report.line("NOT COPIED: %d ranges, which are damaged or missing", losses);
        }
        report.line("events have new ids there; the old ones, and cursors with them, mean nothing in the topic");
    }
}
