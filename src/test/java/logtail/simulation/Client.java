package logtail.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.BitSet;
import java.util.Map;
import logtail.event.EventId;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.MovingPlace;
import logtail.journal.Place;
import logtail.query.TailQuery;
import logtail.tail.SteppedHub;
import logtail.tail.TailSession;
import logtail.tail.TailSink;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that remembers the last id it has seen, reads as slowly as the simulation says, resumes after each break with
 * that id, and compares each item with the history: every wanted event once and in order, or told in a gap of just what is
 * lost. In a journal of several lanes it is told the place where it begins, and remembers the last id of each lane.
 */
final class Client implements TailSink {
    private final Query query;
    private final History history;
    private Journal journal;
    private SteppedHub tails;
    private TailSession session;
    private boolean isFollowing;
    private final MovingPlace seen;
    private final BitSet begun = new BitSet(); // else what is lost before the first event of the lane need not be told
    private final BitSet met = new BitSet(); // lanes of which something was shown or told
    private boolean isTold; // a place in several lanes
    private Place endsAt;
    private boolean isEnded;
    private int room;
    private @Nullable Runnable waiting;

    /**
     * A new subscriber.
     *
     * @param lines how many of the last events to begin with, {@link TailQuery#ALL} for all
     */
    Client(Query query, long lines, boolean isFollowing, History history, Journal journal, SteppedHub tails) {
        this.query = query;
        this.history = history;
        this.journal = journal;
        this.tails = tails;
        this.isFollowing = isFollowing;
        seen = new MovingPlace(Place.nowhere(journal.lanes()));
        if (lines != TailQuery.ALL) {
            seen.moveTo(beforeLast(lines));
            begun.set(0, journal.lanes());
        }
        endsAt = journal.newest();
        session = open(lines, null);
    }

    /** Disconnects and resumes, perhaps in another life of the journal. */
    void resume(Journal newJournal, SteppedHub newTails) {
        tails.leave(session);
        journal = newJournal;
        tails = newTails;
        isFollowing = true;
        session = open(TailQuery.ALL, cursor());
    }

    private @Nullable Cursor cursor() {
        boolean knowsPlace = journal.lanes() == 1 ? !begun.isEmpty() : isTold;
        return knowsPlace ? Cursor.of(journal.id(), seen.here()) : null;
    }

    /** Whether it reads from this node. */
    boolean isAt(SteppedHub node) {
        return node == tails;
    }

    /** Disconnects for good. */
    void leave() {
        tails.leave(session);
    }

    /** Reads so many items and a few more, as a block is delivered as a whole, whenever they come. */
    void read(int items) {
        if (isEnded) {
            expectComplete(endsAt);
            resume(journal, tails);
        }
        room = items;
        Runnable resume = waiting;
        waiting = null;
        if (resume != null) {
            resume.run();
        }
    }

    /** The live group is idle, so its members have seen everything. */
    void expectLevelIfLive(SteppedHub idle) {
        if (idle == tails && session.isLive()) {
            expectComplete(history.newest());
        }
    }

    /** Reads all that there is and must have seen all then; {@code passTime} is called while it reads on its own. */
    void readAll(Runnable passTime) {
        while (!session.isLive()) {
            read(Integer.MAX_VALUE);
            tails.settle();
            passTime.run();
        }
        read(Integer.MAX_VALUE);
        tails.settle();
        expectComplete(history.newest());
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (length == 0) {
            return;
        }
        room--;
        String item = new String(bytes, from, length, US_ASCII);
        if (item.startsWith("{\"gap\"")) {
            takeGap(item);
        } else if (item.startsWith("{\"cursor\"")) {
            takePlace(Place.parse(item.substring(item.indexOf(":\"") + 2, item.lastIndexOf('"'))));
        } else {
            takeEvent(item);
        }
    }

    @Override
    public void flush() {
        // all is seen at once
    }

    @Override
    public boolean hasRoom() {
        return room > 0;
    }

    @Override
    public void whenRoom(Runnable resume) {
        if (hasRoom()) {
            resume.run();
        } else {
            waiting = resume;
        }
    }

    @Override
    public void end() {
        isEnded = true;
    }

    @Override
    public void breakOff() {
        throw new AssertionError("everything can be read here");
    }

    private TailSession open(long lines, @Nullable Cursor after) {
        if (after == null && journal.lanes() > 1 && !begun.isEmpty() && lines == TailQuery.ALL) {
            throw new AssertionError("was told no place");
        }
        isEnded = false;
        waiting = null;
        room = 0;
        endsAt = journal.newest();
        return tails.open(query.query(lines, after, isFollowing), this);
    }

    private void takeEvent(String item) {
        long id = number(item, "\"id\":\"");
        Said said = history.said(id);
        boolean isSame = item.contains("\"app\":\"" + said.app() + '"')
                && item.contains("\"message\":\"" + said.message() + '"');
        if (!isSame || !query.wants(said) || id <= seen.inLaneOf(id)) {
            throw new AssertionError("after %d %s was shown as %s".formatted(seen.inLaneOf(id), said, item));
        }
        pass(id, item);
    }

    private void takeGap(String item) {
        long from = number(item, "\"from\":\"");
        long to = number(item, "\"to\":\"");
        Map<Long, Said> told = history.between(from - 1, to);
        boolean isRetention = to < journal.firstIndex(EventId.lane(to));
        boolean mayBeBeforeStart =
                journal.lanes() > 1 && !met.get(EventId.lane(to)); // nobody knows where lost blocks were
        boolean isRight = !told.isEmpty()
                && (from > seen.inLaneOf(from) || mayBeBeforeStart)
                && to <= journal.lastIndex(EventId.lane(to))
                && number(item, "\"count\":") == told.size()
                && item.contains(isRetention ? "\"retention\"" : "\"damage\"");
        if (!isRight) {
            throw new AssertionError("after %d, wrong gap %s".formatted(seen.inLaneOf(from), item));
        }
        for (long id : told.keySet()) {
            if (!isLost(id)) {
                throw new AssertionError("%d is not lost, told %s".formatted(id, item));
            }
        }
        pass(from, item);
        seen.moveTo(Math.max(seen.inLaneOf(to), to));
    }

    private void takePlace(Place place) {
        for (int lane = 0; lane < place.lanes(); lane++) {
            expectUnwanted(place.behind(lane), place);
            seen.moveTo(Math.max(seen.behind(lane), place.behind(lane)));
        }
        begun.set(0, place.lanes());
        isTold = true;
    }

    private void pass(long id, Object what) {
        expectUnwanted(id - 1, what);
        seen.moveTo(Math.max(seen.inLaneOf(id), id));
        begun.set(EventId.lane(id));
        met.set(EventId.lane(id));
    }

    private void expectComplete(Place end) {
        for (int lane = 0; lane < end.lanes(); lane++) {
            expectUnwanted(end.behind(lane), "level at " + end.behind(lane));
        }
    }

    /** What lies between what was seen in the lane and {@code to} was passed without a word. */
    private void expectUnwanted(long to, Object what) {
        int lane = EventId.lane(to);
        history.between(seen.behind(lane), to).forEach((id, said) -> {
            if (query.wants(said) && (begun.get(lane) || !isLost(id))) {
                throw new AssertionError("%d was not shown: after %d came %s".formatted(id, seen.behind(lane), what));
            }
        });
    }

    private boolean isLost(long id) {
        return history.isDamaged(id) || id < journal.firstIndex(EventId.lane(id));
    }

    /** The place before the last {@code lines} events that can be shown. */
    private Place beforeLast(long lines) {
        int start = history.order().size();
        long found = 0;
        for (int at = start - 1; at >= 0 && found < lines; at--) {
            long id = history.order().get(at);
            if (query.wants(history.said(id)) && !isLost(id)) {
                start = at;
                found++;
            }
        }
        Place before = Place.nowhere(journal.lanes());
        for (long id : history.order().subList(0, start)) {
            before = before.with(id);
        }
        return before.max(journal.oldest()); // what retention took before it came need not be told
    }

    private static long number(String item, String name) {
        int from = item.indexOf(name) + name.length();
        int to = from;
        while (Character.isDigit(item.charAt(to))) {
            to++;
        }
        return Long.parseLong(item, from, to, 10);
    }
}
