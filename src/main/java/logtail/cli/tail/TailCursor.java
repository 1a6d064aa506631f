package logtail.cli.tail;

import java.time.Instant;
import java.util.Objects;
import logtail.cli.client.StreamLine;
import logtail.cli.client.UrlQuery;
import logtail.journal.Cursor;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a tail, from which it makes the next request. The first request is the user's query; after an event was shown,
 * the next one asks for what follows that event; if none was shown but the daemon reported the end of the history, for what
 * follows the newest event at the opening of that stream. In time order, and with context before matches, ids do not
 * increase, so {@link ShownIds} remembers them. A reversed stream cannot be resumed.
 *
 * <p>Ids need not be numbers: who may read some apps only is shown veiled ones, which have no order and no neighbours. Then the
 * stream goes on behind the last match; in time order it begins again with what was received within the window before the
 * newest line shown, and what was shown is left out.
 *
 * <p>A cursor names its journal if the daemon does. A stream of another journal starts with a gap of reason {@code reset},
 * so the journal of the last event changes with that gap or the first event, never when the stream is opened. One thread.
 */
public final class TailCursor {
    private static final long NOT_A_NUMBER = -1;
    private static final long BILLION = 1_000_000_000L;

    private final TailQuery query;
    private final boolean idsGrow;
    private final ShownIds shown = new ShownIds();
    private String openedJournal = "";
    private String openedAt = "";
    private String quietAfter = "";
    private String lastJournal = "";
    private String lastId = "";
    private long lastNumber = NOT_A_NUMBER;
    private long historyEnd = NOT_A_NUMBER; // the newest id when the first stream was opened
    private boolean hasVeiledIds;
    private String newestReceived =
            ""; // of what was shown, RFC 3339 with nanoseconds in UTC, so texts compare as times
    private long matches;

    TailCursor(TailQuery query) {
        this.query = query;
        idsGrow = !query.isByTime() && query.shape().context().before() == 0;
    }

    UrlQuery query() {
        var url = new UrlQuery();
        TailQueryCodec.write(hasVeiledIds && query.isByTime() ? nextByTime() : next(), url::add);
        return url.add("heartbeat", "1");
    }

    private TailQuery next() {
        long max = query.range().max();
        @Nullable Cursor after = after();
        boolean isFirst = Objects.equals(after, query.range().after());
        return query.but()
                .after(after)
                .lines(isFirst ? query.range().lines() : TailQuery.ALL)
                .sinceNs(
                        isBehindHistory()
                                ? Long.MIN_VALUE
                                : query.range().sinceNs()) // what is new is shown however old
                .max(max == TailQuery.ALL ? max : max - matches)
                .build();
    }

    /**
     * Whatever was not shown was received at most one window before the newest that was: what is older was due. When the
     * user bounds the times of lines, which are others, all of them are asked for again.
     */
    private TailQuery nextByTime() {
        long windowNs = query.shape().order() instanceof TailQuery.Order.Time time ? time.windowNs() : 0;
        boolean isBounded =
                query.range().sinceNs() != Long.MIN_VALUE || query.range().untilNs() != Long.MAX_VALUE;
        var next = query.but().lines(TailQuery.ALL).max(TailQuery.ALL); // what is left out counts there
        if (newestReceived.isEmpty()) {
            return query;
        }
        Instant newest = Instant.parse(newestReceived);
        long newestNs = newest.getEpochSecond() * BILLION + newest.getNano();
        return isBounded
                ? next.build()
                : next.after(null)
                        .sinceNs(newestNs - windowNs - BILLION)
                        .byReceipt(true)
                        .build();
    }

    /**
     * Records that a stream was opened.
     *
     * @param journal id of its journal; empty when the daemon does not send it
     * @param newestId id of the newest event then; a stream without history covers everything up to it
     */
    void opened(String journal, String newestId) {
        openedJournal = journal;
        openedAt = newestId;
        historyEnd = historyEnd == NOT_A_NUMBER ? number(newestId) : historyEnd;
        if (query.range().lines() == 0 && quietAfter.isEmpty()) {
            quietAfter = cursorText(journal, newestId);
        }
    }

    /** Whether this event was not shown before; marks it as shown. */
    boolean advance(StreamLine.Event event) {
        if (!isNew(event)) {
            return false;
        }
        newestReceived = event.received().compareTo(newestReceived) > 0 ? event.received() : newestReceived;
        matches += event.context() ? 0 : 1;
        return true;
    }

    /** Moves the cursor past a gap after which earlier ids are invalid or need not be requested again. */
    void passGap(StreamLine.Gap gap) {
        if (gap.isVeiled()) {
            passVeiledGap(gap);
            return;
        }
        long from = number(gap.from());
        long to = number(gap.to());
        switch (gap.reason()) {
            case StreamLine.Gap.RESET -> {
                shown.clear();
                moveTo(0);
            }
            case StreamLine.Gap.POWER_CUT -> {
                shown.forgetBehind(from - 1);
                moveTo(Math.max(0, from - 1));
            }
            case StreamLine.Gap.UNREADABLE -> {
                if (idsGrow && !query.isReversed() && to > lastNumber) {
                    moveTo(to);
                }
            }
            default -> {}
        }
    }

    /** After these two, events may have ids that others had. Else the cursor stays at the last event. */
    private void passVeiledGap(StreamLine.Gap gap) {
        boolean beginsAnew =
                gap.reason().equals(StreamLine.Gap.RESET) || gap.reason().equals(StreamLine.Gap.POWER_CUT);
        if (beginsAnew && !gap.after().isEmpty()) {
            shown.clear();
            lastJournal = openedJournal;
            lastId = gap.after();
        }
    }

    /** The cursor of the last event shown, in the order of ids; empty when there is none. */
    String lastCursor() {
        return lastId.isEmpty() ? "" : cursorText(lastJournal, lastId);
    }

    /** Number of matches shown, without context. */
    long matches() {
        return matches;
    }

    /** Whether the requested number of matches was shown. */
    boolean isComplete() {
        return matches >= query.range().max();
    }

    /** Records that the daemon had nothing more to send, so everything up to the opening of the stream was shown. */
    void idle() {
        quietAfter = cursorText(openedJournal, openedAt);
    }

    /** Whether a broken stream can be resumed: not one in another order than that of time that has shown an event. */
    boolean canResume() {
        return lastId.isEmpty() || (!query.isReversed() && !query.isByField());
    }

    private boolean isBehindHistory() {
        boolean hasReachedEnd = historyEnd != NOT_A_NUMBER && lastNumber >= historyEnd;
        return query.range().isFollowing() && (hasReachedEnd || !quietAfter.isEmpty());
    }

    private @Nullable Cursor after() {
        if (query.isByTime() && !lastId.isEmpty()) {
            return Cursor.parseAny(cursorText(lastJournal, Long.toString(Math.max(0, shown.resumeAfter()))));
        }
        String cursor = lastId.isEmpty() ? quietAfter : lastCursor();
        return cursor.isEmpty() ? query.range().after() : Cursor.parseAny(cursor);
    }

    private static String cursorText(String journal, String id) {
        return journal.isEmpty() || id.isEmpty() ? id : journal + "-" + id;
    }

    private void moveTo(long id) {
        lastJournal = openedJournal;
        lastNumber = id;
        lastId = Long.toString(id);
    }

    private boolean isNew(StreamLine.Event event) {
        String id = event.id();
        long number = number(id);
        if (number == NOT_A_NUMBER) {
            return isNewVeiled(event);
        }
        if (query.isReversed() || query.isByField()) {
            boolean isNew = !id.equals(lastId);
            lastId = id;
            return isNew;
        }
        boolean isNew = idsGrow ? number > lastNumber : shown.add(number);
        if (number > lastNumber) {
            moveTo(number);
        }
        return isNew;
    }

    /** Context before a match comes behind later lines, so only a match is a place to go on from where there may be some. */
    private boolean isNewVeiled(StreamLine.Event event) {
        hasVeiledIds = true;
        boolean isNew = idsGrow ? !event.id().equals(lastId) : shown.add(event.id());
        if (idsGrow || !event.context()) {
            lastJournal = openedJournal;
            lastId = event.id();
        }
        return isNew;
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            return NOT_A_NUMBER;
        }
    }
}
