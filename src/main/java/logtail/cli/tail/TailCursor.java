package logtail.cli.tail;

import logtail.cli.client.StreamLine;
import logtail.cli.client.UrlQuery;
import logtail.journal.Cursor;
import logtail.query.TailQuery;
import logtail.query.TailQueryCodec;
import org.jspecify.annotations.Nullable;

/**
 * How far a tail has come, and so what to ask for next. First everything as the user asked; once an event was shown, what
 * comes after that event; and while none was shown but the daemon said that the history is through, what comes after the
 * place where that stream was opened. In the order of times, and when what stands before a match comes with it, ids do not
 * grow, so {@link ShownIds} remembers them; backwards nothing can be taken up.
 *
 * <p>A place names its journal when the daemon does. A stream of another journal than asked for begins with a gap of reason
 * {@code reset}, so the journal of the last event changes with what the stream says, never with the stream alone. One thread.
 */
public final class TailCursor {
    private static final long NOT_A_NUMBER = -1;

    private final TailQuery query;
    private final boolean idsGrow;
    private final ShownIds shown = new ShownIds();
    private String openedJournal = "";
    private String openedAt = "";
    private String quietAfter = "";
    private String lastJournal = "";
    private String lastId = "";
    private long lastNumber = NOT_A_NUMBER;
    private long matches;

    TailCursor(TailQuery query) {
        this.query = query;
        idsGrow = !query.isByTime() && query.shape().context().before() == 0;
    }

    UrlQuery query() {
        var url = new UrlQuery();
        long max = query.range().max();
        @Nullable Cursor after = after();
        TailQuery next = query.but()
                .after(after)
                .sinceNs(after == null ? query.range().sinceNs() : Long.MIN_VALUE) // what it missed may be older
                .max(max == TailQuery.ALL ? max : max - matches)
                .build();
        TailQueryCodec.write(next, url::add);
        return url.add("heartbeat", "1");
    }

    /**
     * A stream was opened.
     *
     * @param journal the journal that it shows; empty when the daemon does not tell
     * @param newestId its newest event then: a stream without history has all up to there
     */
    void opened(String journal, String newestId) {
        openedJournal = journal;
        openedAt = newestId;
        if (query.range().lines() == 0 && quietAfter.isEmpty()) {
            quietAfter = place(journal, newestId);
        }
    }

    /** Whether this event is new to us; if so, it counts as shown. */
    boolean advance(StreamLine.Event event) {
        if (!isNew(event.id())) {
            return false;
        }
        matches += event.context() ? 0 : 1;
        return true;
    }

    /** Of some losses ids behind them are not what they were, or are not to be asked for again. */
    void passGap(StreamLine.Gap gap) {
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

    /** The place of the last event shown, in the order of ids; empty when there is none. */
    String lastCursor() {
        return lastId.isEmpty() ? "" : place(lastJournal, lastId);
    }

    /** How many lines were shown for themselves, not as context. */
    long matches() {
        return matches;
    }

    /** Whether as many came as were wanted. */
    boolean isComplete() {
        return matches >= query.range().max();
    }

    /** The daemon had nothing more to send, so all that was there when the stream was opened has been dealt with. */
    void idle() {
        quietAfter = place(openedJournal, openedAt);
    }

    /** Whether a stream that broke can be taken up: not one that runs backwards and has begun. */
    boolean canResume() {
        return !query.isReversed() || lastId.isEmpty();
    }

    private @Nullable Cursor after() {
        if (query.isByTime() && !lastId.isEmpty()) {
            return Cursor.parse(place(lastJournal, Long.toString(Math.max(0, shown.resumeAfter()))));
        }
        String place = lastId.isEmpty() ? quietAfter : lastCursor();
        return place.isEmpty() ? query.range().after() : Cursor.parse(place);
    }

    private static String place(String journal, String id) {
        return journal.isEmpty() || id.isEmpty() ? id : journal + "-" + id;
    }

    private void moveTo(long id) {
        lastJournal = openedJournal;
        lastNumber = id;
        lastId = Long.toString(id);
    }

    private boolean isNew(String id) {
        long number = number(id);
        if (query.isReversed() || number == NOT_A_NUMBER) {
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

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            return NOT_A_NUMBER;
        }
    }
}
