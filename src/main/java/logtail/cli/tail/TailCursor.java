package logtail.cli.tail;

import java.time.Instant;
import java.util.Objects;
import logtail.cli.client.ShownPlace;
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
 * <p>Ids grow within a lane of the journal alone; {@link ShownPlace} knows the lanes.
 *
 * <p>Ids need not be numbers: who may read some apps only is shown veiled ones, which have no order and no neighbours. Then the
 * stream goes on behind the last match; in time order it begins again with what was received within the window before the
 * newest line shown, and what was shown is left out.
 *
 * <p>One thread.
 */
public final class TailCursor {
    private static final long NOT_A_NUMBER = -1;
    private static final long BILLION = 1_000_000_000L;

    private final TailQuery query;
    private final boolean idsGrow;
    private final ShownIds shown = new ShownIds();
    private final ShownPlace place = new ShownPlace();
    private String openedAt = "";
    private String quietAfter = "";
    private String historyEnd = ""; // the newest id or place when the first stream was opened
    private boolean hasVeiledIds;
    private String newestReceived =
            ""; // of what was shown, RFC 3339 with nanoseconds in UTC, so texts compare as times
    private long matches;

    TailCursor(TailQuery query) {
        this.query = query;
        idsGrow = !query.isByTime() && query.shape().context().before() == 0;
        @Nullable Cursor after = query.range().after();
        place.begin(after == null ? "" : after.id());
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
     * @param newestId id of the newest event then, or the newest place; a stream without history covers everything up to it
     */
    void opened(String journal, String newestId) {
        place.opened(journal);
        openedAt = newestId;
        historyEnd = historyEnd.isEmpty() ? newestId : historyEnd;
        if (query.range().lines() == 0 && quietAfter.isEmpty()) {
            idle();
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
        long from = ShownPlace.number(gap.from());
        long to = ShownPlace.number(gap.to());
        switch (gap.reason()) {
            case StreamLine.Gap.RESET -> {
                shown.clear();
                newestReceived = "";
                place.beginAnew();
            }
            case StreamLine.Gap.POWER_CUT -> {
                long last = Math.max(0, from - 1);
                shown.forgetBehind(last);
                place.moveBack(last);
            }
            case StreamLine.Gap.UNREADABLE -> {
                if (idsGrow && !query.isReversed() && to != NOT_A_NUMBER && place.isNewest(to)) {
                    place.moveTo(to);
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
            place.moveTo(gap.after());
        }
    }

    /** Moves the cursor to a place of several lanes: all that is before it was shown or did not match. */
    void reach(StreamLine.Cursor cursor) {
        if (!query.isReversed() && !query.isByField()) {
            place.reach(cursor.text());
        }
    }

    /** The cursor of the last event shown, in the order of ids, or of the place reached; empty when there is none. */
    String lastCursor() {
        return place.cursor();
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
        quietAfter = place.atOpened(openedAt);
        if (place.isEmpty()) {
            place.begin(openedAt);
        }
    }

    /** Whether a broken stream can be resumed: not one in another order than that of time that has shown an event. */
    boolean canResume() {
        return place.isEmpty() || (!query.isReversed() && !query.isByField());
    }

    private boolean isBehindHistory() {
        boolean hasReachedEnd = place.isBehind(historyEnd);
        return query.range().isFollowing() && (hasReachedEnd || !quietAfter.isEmpty());
    }

    private @Nullable Cursor after() {
        if (query.isByTime() && !place.isEmpty()) {
            return Cursor.parseAny(place.at(shown.resumeAfter(place.reached())));
        }
        String cursor = place.isEmpty() ? quietAfter : place.cursor();
        return cursor.isEmpty() ? query.range().after() : Cursor.parseAny(cursor);
    }

    private boolean isNew(StreamLine.Event event) {
        long number = ShownPlace.number(event.id());
        if (number == NOT_A_NUMBER) {
            return isNewVeiled(event);
        }
        if (query.isReversed() || query.isByField()) {
            boolean isOther = !place.isAt(event.id());
            place.moveTo(event.id());
            return isOther;
        }
        boolean isNewest = place.isNewest(number);
        boolean isNew = idsGrow ? isNewest : shown.add(number);
        if (isNewest) {
            place.moveTo(number);
        }
        return isNew;
    }

    /** Context before a match comes behind later lines, so only a match is a place to go on from where there may be some. */
    private boolean isNewVeiled(StreamLine.Event event) {
        hasVeiledIds = true;
        boolean isNew = idsGrow ? !place.isAt(event.id()) : shown.add(event.id());
        if (idsGrow || !event.context()) {
            place.moveTo(event.id());
        }
        return isNew;
    }
}
