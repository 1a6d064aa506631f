package logtail.drain;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Writing;
import logtail.encode.Gap;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.filter.Filter;
import logtail.filter.Matcher;
import logtail.journal.CandidateRanges;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the journal in order and adds a drain's matches to batches. The drain's thread. */
final class BatchReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchReader.class);
    private static final int SLICE_BYTES = 8 << 20; // of journal per call, so that the drain can react to commands

    private final Journal journal;
    private final Writing writing;
    private final Notice notice;
    private final @Nullable ScopedEvents scoped;
    private final Matcher matcher;
    private final JournalReader reader;
    private final Interest interest;
    private CandidateRanges stretches;
    private @Nullable Block block; // with events not yet read
    private long position;
    private long lost;
    private int sliceLeft;

    /** @param limit the events that may be sent at all; empty for those of all apps */
    BatchReader(Journal journal, Filter filter, Optional<ScopedEvents> limit, Writing writing, Notice notice) {
        this.journal = journal;
        scoped = limit.orElse(null);
        this.writing = writing;
        this.notice = notice;
        matcher = Matcher.of(filter);
        reader = journal.openReader();
        interest = new Interest(
                scoped == null && matcher.wantsEveryApp() ? Interest.EVERY_APP : this::wantsApp,
                matcher.worst(),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                false);
        stretches = journal.candidates(interest);
    }

    /** Continues after this id. */
    void seek(long id) {
        position = id;
        block = null;
        reader.seek(id + 1);
        stretches = journal.candidates(interest);
    }

    /** The id of the last event read or skipped. */
    long position() {
        return position;
    }

    /** Number of events lost before they could be read, so far. */
    long lost() {
        return lost;
    }

    /**
     * Adds events to the batch until it is full, the journal ends, or the call has read enough; the batch covers skipped ids
     * too.
     *
     * @param end the last id to read
     * @return false when nothing is left to read up to {@code end}
     */
    boolean fill(Batch batch, long end, int maxEvents, int maxBytes) {
        sliceLeft = SLICE_BYTES;
        while (position < end && sliceLeft > 0 && batch.count() < maxEvents && batch.lengthBytes() < maxBytes) {
            if (block == null && !nextBlock(batch, end)) {
                batch.coverTo(position);
                return false;
            }
            if (block != null) {
                take(block, batch, end, maxEvents, maxBytes);
            }
            batch.coverTo(position);
        }
        return position < end;
    }

    /** Adds a report by the drain, with the id of the last event read. */
    void tell(Batch batch, String what) {
        add(batch, notice.event(position, Severity.WARN, what));
    }

    /** A report as its receiver may be told it: without numbers if these count events that it may not know of. */
    String told(String report) {
        if (scoped == null) {
            return report;
        }
        return Stream.of(report.split(" ", -1))
                .filter(word -> word.startsWith("at=") || word.startsWith("drain=") || word.startsWith("reason="))
                .collect(Collectors.joining(" "));
    }

    private void add(Batch batch, Block event) {
        if (scoped == null) {
            batch.add(event, writing);
        } else {
            batch.add(scoped.shown(event), event.index(), writing);
        }
    }

    private boolean wantsApp(byte[] name, int from, int length) {
        return (scoped == null || scoped.wantsApp(name, from, length)) && matcher.mayWantApp(name, from, length);
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Reads the next block and enters it if it may contain a match; false at the end of the journal. */
    private boolean nextBlock(Batch batch, long end) {
        long next = stretches.next(position + 1);
        if (next > position + 1) { // skipped ids exist but do not match
            position = Math.min(next - 1, end);
            reader.seek(position + 1);
        }
        long visible = journal.lastIndex();
        Block found = reader.nextReadable(this::warn); // unreadable ids are missing, and reported as lost
        if (found == null) {
            reportLost(batch, visible);
            return false;
        }
        sliceLeft -= found.lengthBytes();
        reportLost(batch, found.firstIndex() - 1);
        if ((scoped == null || scoped.enter(found)) && matcher.mayMatch(found)) {
            found.rewind();
            block = found;
        } else {
            passOver(found, end);
        }
        return true;
    }

    private void warn(JournalUnreadableException e) {
        LOG.warn("at=drain.unreadable behind={} reason={}", position, OwnLog.quoted(String.valueOf(e.getMessage())));
    }

    private void passOver(Block passed, long end) {
        block = null;
        position = Math.min(passed.lastIndex(), end);
        if (position < passed.lastIndex()) {
            reader.seek(position + 1);
        }
    }

    private void reportLost(Batch batch, long to) {
        if (to > position) {
            var gap = Gap.of(position + 1, to, journal.firstIndex());
            add(batch, notice.event(gap.to(), Severity.WARN, told(notice.lost(gap))));
            lost += gap.count();
            position = to;
        }
    }

    private void take(Block from, Batch batch, long end, int maxEvents, int maxBytes) {
        while (batch.count() < maxEvents && batch.lengthBytes() < maxBytes) {
            if (!matcher.nextMatch(from) || from.index() > end) {
                passOver(from, end);
                return;
            }
            if (from.index() > position) {
                if (scoped == null || scoped.includes(from)) {
                    add(batch, from);
                }
                position = from.index();
            }
        }
    }
}
