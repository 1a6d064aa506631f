package logtail.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.query.TailQuery;
import logtail.tail.SteppedHub;
import logtail.tail.TailSession;
import logtail.tail.TailSink;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that remembers the last id it has seen, reads as slowly as the simulation says, resumes after each break with
 * that id, and compares each item with the history: every wanted event once and in order, or told in a gap of just what is
 * lost.
 */
final class Client implements TailSink {
    private final Query query;
    private final History history;
    private Journal journal;
    private SteppedHub tails;
    private TailSession session;
    private boolean isFollowing;
    private boolean hasBegun; // else what is lost before the first event need not be told
    private long seen;
    private long endsAt;
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
        hasBegun = lines != TailQuery.ALL;
        seen = hasBegun ? beforeLast(lines) : 0;
        session = open(lines, null);
    }

    /** Disconnects and resumes, perhaps in another life of the journal. */
    void resume(Journal newJournal, SteppedHub newTails) {
        tails.leave(session);
        journal = newJournal;
        tails = newTails;
        isFollowing = true;
        session = open(TailQuery.ALL, hasBegun ? Cursor.of(journal.id(), seen) : null);
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
    void expectLevelIfLive() {
        if (session.isLive()) {
            expectComplete(history.lastIndex());
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
        expectComplete(history.lastIndex());
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
        isEnded = false;
        waiting = null;
        room = 0;
        endsAt = journal.lastIndex();
        return tails.open(query.query(lines, after, isFollowing), this);
    }

    private void takeEvent(String item) {
        long id = number(item, "\"id\":\"");
        Said said = history.said(id);
        boolean isSame = item.contains("\"app\":\"" + said.app() + '"')
                && item.contains("\"message\":\"" + said.message() + '"');
        if (!isSame || !query.wants(said) || id <= seen) {
            throw new AssertionError("after %d %s was shown as %s".formatted(seen, said, item));
        }
        pass(id, item);
    }

    private void takeGap(String item) {
        long from = number(item, "\"from\":\"");
        long to = number(item, "\"to\":\"");
        boolean isRetention = to < journal.firstIndex();
        boolean isRight = from > seen
                && to <= history.lastIndex()
                && number(item, "\"count\":") == to - from + 1
                && item.contains(isRetention ? "\"retention\"" : "\"damage\"");
        if (!isRight) {
            throw new AssertionError("after %d, wrong gap %s".formatted(seen, item));
        }
        for (long id = from; id <= to; id++) {
            if (!isLost(id)) {
                throw new AssertionError("%d is not lost, told %s".formatted(id, item));
            }
        }
        pass(from, item);
        seen = to;
    }

    private void pass(long id, Object what) {
        expectUnwanted(id - 1, what);
        seen = id;
        hasBegun = true;
    }

    private void expectComplete(long lastIndex) {
        expectUnwanted(lastIndex, "level at " + lastIndex);
    }

    /** What lies between what was seen and {@code to} was passed without a word. */
    private void expectUnwanted(long to, Object what) {
        for (long id = seen + 1; id <= to; id++) {
            if (query.wants(history.said(id)) && (hasBegun || !isLost(id))) {
                throw new AssertionError("%d was not shown: after %d came %s".formatted(id, seen, what));
            }
        }
    }

    private boolean isLost(long id) {
        return history.isDamaged(id) || id < journal.firstIndex();
    }

    /** The id before the last {@code lines} events that can be shown. */
    private long beforeLast(long lines) {
        long start = history.lastIndex() + 1;
        long found = 0;
        for (long id = history.lastIndex(); id > 0 && found < lines; id--) {
            if (query.wants(history.said(id)) && !isLost(id)) {
                start = id;
                found++;
            }
        }
        return start - 1;
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
