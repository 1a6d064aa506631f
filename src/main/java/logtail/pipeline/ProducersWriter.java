package logtail.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.FaultHandler;
import logtail.runtime.OwnLog;
import logtail.runtime.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how far each producer is found in the journal to {@link ProducersFile}: each time when {@value #EVERY_EVENTS}
 * events were appended, and at the end. So a producer is known after a start however long it was silent, and little of the
 * journal must be read for that.
 *
 * <p>What it writes comes from the receipts in the journal alone, read behind the writer on the {@code producers} thread:
 * an attempt that ended may have lines that the journal does not hold yet, and a file that says it did would lose them.
 * While no request with a key has come, there is nothing to read, and it goes forward without.
 *
 * <p>A file that cannot be used is replaced at once by one that holds up to {@link Journal#NONE}, so all of the journal is
 * read, now or after the next start, and nobody is forgotten. Without any file, as a journal of an earlier version has none,
 * it is as if it held up to the newest {@link AttemptRecovery#LEAST_EVENTS} events.
 */
final class ProducersWriter implements AutoCloseable {
    static final long EVERY_EVENTS = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(ProducersWriter.class);
    private static final long NEVER = Long.MAX_VALUE;
    private static final long CLOSE_WITHIN_NS = TimeUnit.SECONDS.toNanos(2);

    private final Journal journal;
    private final Producers producers;
    private final ProducersFile file;
    private final long untouchedTo; // the end at the start: what is behind it was appended in this run
    private final Worker worker;
    private final Journal.Subscription growth;
    private volatile boolean isTouched;
    private volatile long index;
    private volatile long wakeAt;
    private @Nullable JournalReader reader; // the worker's, as all below; of a round that is under way
    private long dueAt; // the journal's end that begins a round
    private long roundTo;
    private long writtenTo;
    private boolean isClosed;

    private ProducersWriter(Journal journal, Producers producers, Path path, FaultHandler faults) {
        this.journal = journal;
        this.producers = producers;
        file = new ProducersFile(path, journal.id());
        untouchedTo = journal.lastIndex(0);
        load();
        writtenTo = index;
        dueAt = index + EVERY_EVENTS;
        wakeAt = dueAt;
        worker = Worker.start("producers", this::work, faults);
        growth = journal.onGrowth(this::wakeWhenDue);
    }

    /** Fills {@code producers} from the file; to be called before anything is appended. */
    static ProducersWriter start(Journal journal, Producers producers, Path file, FaultHandler faults) {
        return new ProducersWriter(journal, producers, file, faults);
    }

    /** Up to which id the receipts of all producers are known without the journal. Any thread. */
    long index() {
        return index;
    }

    /** A request with a key has come, so from now on there may be receipts. Any thread. */
    void touch() {
        isTouched = true;
    }

    private void load() {
        try {
            Optional<ProducersFile.Content> content = file.read();
            if (content.isPresent()) {
                index = content.get().index();
                checkEnd();
                producers.restore(content.get().producers());
            } else {
                index = Math.max(Journal.NONE, untouchedTo - AttemptRecovery.LEAST_EVENTS + 1);
                write();
            }
        } catch (IOException | JournalUnreadableException e) {
            LOG.warn(
                    "at=producers.discarded reason={} what=\"the whole journal is read for them\"",
                    OwnLog.quoted(String.valueOf(e.getMessage())));
            index = Journal.NONE;
            write();
        }
    }

    /**
     * The journal must hold the event up to which the file goes, unless retention took it: ids go on behind a hole after a
     * power cut, so the newest id alone proves nothing.
     */
    private void checkEnd() throws IOException {
        if (index == Journal.NONE) {
            return;
        }
        try (JournalReader at = journal.openReader()) {
            at.seek(index);
            Block block = at.next();
            boolean isRetired = index < journal.firstIndex(0);
            if (index > untouchedTo || block == null || (block.firstIndex() > index && !isRetired)) {
                throw new IOException("the journal does not hold event %d, up to which the file goes".formatted(index));
            }
        }
    }

    private void wakeWhenDue() {
        if (journal.lastIndex(0) >= wakeAt) {
            wakeAt = NEVER;
            worker.wake();
        }
    }

    private boolean work() {
        if (reader == null && !isDue()) {
            return false;
        }
        if ((reader != null || begin()) && !read()) {
            endRound();
        }
        return true; // much may have come meanwhile
    }

    private boolean isDue() {
        wakeAt = dueAt; // before the question, so one of both sees what comes now
        return journal.lastIndex(0) >= dueAt;
    }

    /** Begins a round up to the end of the journal as it is now; false when it is over already. */
    private boolean begin() {
        roundTo = journal.lastIndex(0); // before the question, as what comes after it may be touched
        if (!isTouched && index >= untouchedTo) {
            index = roundTo;
            endRound();
            return false;
        }
        reader = journal.openReader();
        reader.seek(index + 1);
        return true;
    }

    /** Reads a block; false when there is no more in this round. */
    private boolean read() {
        if (reader == null) {
            return false;
        }
        Block block;
        try {
            block = reader.nextReadable(ProducersWriter::tellUnreadable);
        } catch (JournalUnreadableException e) {
            tellUnreadable(e);
            return false; // the next round goes on here
        }
        if (block == null || block.firstIndex() > roundTo) {
            index = roundTo;
            return false;
        }
        producers.save(block);
        index = block.lastIndex();
        return true;
    }

    private void endRound() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        write();
        dueAt = Math.max(index, roundTo) + EVERY_EVENTS;
    }

    private void write() {
        try {
            ByteBuffer saved = producers.saved();
            file.write(new ProducersFile.Content(index, saved));
            writtenTo = index;
        } catch (IOException e) {
            LOG.warn("at=producers.write.failed reason={}", OwnLog.quoted(e.toString()));
        }
    }

    private static void tellUnreadable(JournalUnreadableException e) {
        LOG.warn("at=producers.unreadable reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
    }

    /** Writes the last state, as far as it can be read within two seconds; nothing is appended any more. */
    @Override
    public void close() {
        growth.close();
        worker.close();
        if (isClosed) {
            return;
        }
        isClosed = true;
        long deadlineNs = System.nanoTime() + CLOSE_WITHIN_NS;
        if (reader != null) {
            roundTo = journal.lastIndex(0);
        }
        if (reader != null || (journal.lastIndex(0) > index && begin())) {
            while (System.nanoTime() - deadlineNs < 0 && read()) {}
        }
        if (reader != null || writtenTo < index) {
            endRound();
        }
    }
}
