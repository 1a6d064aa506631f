package logtail.drain;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Writing;
import logtail.encode.Gap;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.event.Severity;
import logtail.filter.Filter;
import logtail.filter.Matcher;
import logtail.journal.CandidateRanges;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all lanes of the journal in the merged order and adds a drain's matches to batches; what is newer than the last seek
 * comes as it comes, each lane in its order. A batch that is made again has the same events, but those that came live then may
 * change places with those of other lanes, and so a limit in bytes may split it. From the second time on all is as it was. The
 * drain's thread.
 */
final class BatchReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchReader.class);
    private static final int SLICE_BYTES = 8 << 20; // of journal per call, so that the drain can react to commands

    private final Journal journal;
    private final Writing writing;
    private final Notice notice;
    private final @Nullable ScopedEvents scoped;
    private final Matcher matcher;
    private final JournalReader reader;
    private final Numbers numbers;
    private final Interest interest;
    private final MovingPlace position;
    private CandidateRanges stretches;
    private @Nullable Block block; // with events not yet read
    private boolean isAhead; // the journal's reader is, in a lane that is read up to the end that was asked for
    private long lost;
    private int sliceLeft;

    /** @param limit the events that may be sent at all; empty for those of all apps */
    BatchReader(
            Journal journal,
            Filter filter,
            Optional<ScopedEvents> limit,
            Numbers numbers,
            Writing writing,
            Notice notice) {
        this.journal = journal;
        scoped = limit.orElse(null);
        this.numbers = numbers;
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
        position = new MovingPlace(Place.nowhere(journal.lanes()));
    }

    /** Continues behind this place. */
    void seek(Place place) {
        position.moveTo(place);
        isAhead = false;
        block = null;
        reader.seek(place);
        stretches = journal.candidates(interest);
    }

    /** Behind the last events read or skipped; moves with this reader. */
    MovingPlace position() {
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
     * @param end where to end in each lane
     * @return false when nothing is left to read before {@code end}
     */
    boolean fill(Batch batch, Place end, int maxEvents, int maxBytes) {
        sliceLeft = SLICE_BYTES;
        boolean isMore = !position.covers(end);
        while (isMore && sliceLeft > 0 && batch.count() < maxEvents && batch.lengthBytes() < maxBytes) {
            isMore = block != null || nextBlock(batch, end);
            if (block != null) {
                take(block, batch, end, maxEvents, maxBytes);
            }
            isMore &= !position.covers(end);
        }
        if (isAhead && !isMore) {
            comeBack();
        }
        batch.coverTo(numbers.reach(position));
        return isMore;
    }

    /** Adds a report by the drain, with the id of the last event read in the first lane. */
    void tell(Batch batch, String what) {
        add(batch, notice.event(position.behind(0), Severity.WARN, what));
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
        batch.add(scoped == null ? event : scoped.shown(event), numbers.next(event.index()), writing);
    }

    private boolean wantsApp(byte[] name, int from, int length) {
        return (scoped == null || scoped.wantsApp(name, from, length)) && matcher.mayWantApp(name, from, length);
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Reads the next block and enters it if it may contain a match; false at the end of the journal. */
    private boolean nextBlock(Batch batch, Place end) {
        skip(end);
        if (position.covers(end)) {
            return false;
        }
        Place visible = journal.newest();
        Block found = reader.nextReadable(this::warn); // unreadable ids are missing, and reported as lost
        if (found == null) {
            reportLost(batch, visible, end);
            return false;
        }
        sliceLeft -= found.lengthBytes();
        if (isReadTo(end, found.lane())) {
            isAhead = true;
            return true;
        }
        reportLost(batch, found.firstIndex() - 1);
        if ((scoped == null || scoped.enter(found)) && matcher.mayMatch(found)) {
            found.rewind();
            block = found;
        } else {
            passOver(found, end);
        }
        return true;
    }

    private boolean isReadTo(Place end, int lane) {
        return position.behind(lane) >= end.behind(lane);
    }

    /** Passes over ids that exist but do not match. */
    private void skip(Place end) {
        for (int lane = 0; lane < position.lanes(); lane++) {
            long from = position.behind(lane) + 1;
            long next = isReadTo(end, lane) ? from : stretches.next(from);
            if (next > from) {
                position.moveTo(Math.min(next - 1, end.behind(lane)));
                reader.seek(position.behind(lane) + 1);
            }
        }
    }

    private void warn(JournalUnreadableException e) {
        LOG.warn("at=drain.unreadable behind={} reason={}", position, OwnLog.quoted(String.valueOf(e.getMessage())));
    }

    private void passOver(Block passed, Place end) {
        block = null;
        long to = Math.min(passed.lastIndex(), end.behind(passed.lane()));
        if (to > position.inLaneOf(to)) { // not when what was lost before it reaches beyond the end
            position.moveTo(to);
        }
        isAhead |= to < passed.lastIndex();
    }

    /** Has the journal's reader read again what it read too early. */
    private void comeBack() {
        isAhead = false;
        block = null;
        reader.seek(position.here());
    }

    /** No more blocks come up to a place, but those that the reader has left behind the end. */
    private void reportLost(Batch batch, Place to, Place end) {
        for (int lane = 0; lane < position.lanes(); lane++) {
            if (!isReadTo(end, lane)) {
                reportLost(batch, to.behind(lane));
            }
        }
    }

    private void reportLost(Batch batch, long to) {
        long behind = position.inLaneOf(to);
        if (to > behind) {
            Gap.lost(behind + 1, to, journal.count(behind, to), journal.firstIndex(EventId.lane(to)), false)
                    .ifPresent(gap -> tellLost(batch, gap));
            position.moveTo(to);
        }
    }

    private void tellLost(Batch batch, Gap gap) {
        add(batch, notice.event(gap.to(), Severity.WARN, told(notice.lost(gap))));
        lost += gap.count();
    }

    private void take(Block from, Batch batch, Place end, int maxEvents, int maxBytes) {
        int lane = from.lane();
        while (batch.count() < maxEvents && batch.lengthBytes() < maxBytes) {
            if (!matcher.nextMatch(from) || from.index() > end.behind(lane)) {
                passOver(from, end);
                return;
            }
            if (from.index() > position.behind(lane)) {
                if (scoped == null || scoped.includes(from)) {
                    add(batch, from);
                }
                position.moveTo(from.index());
            }
        }
    }
}
