package logtail.tail;

import java.util.ArrayList;
import java.util.List;
import logtail.encode.EventFormat;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalReader;

/** What {@link TailHub} does with its sessions, without its threads: a step when a test says so. One thread. */
public final class SteppedTails implements AutoCloseable {
    private final Journal journal;
    private final JournalReader reader;
    private final EncodedBlock output = new EncodedBlock(EventFormat.Kind.NDJSON);
    private final List<TailSession> arrivals = new ArrayList<>();
    private final List<TailSession> group = new ArrayList<>();
    private long readTo;

    public SteppedTails(Journal journal) {
        this.journal = journal;
        reader = journal.openReader();
    }

    /** A new session, with its start found but nothing delivered. */
    public TailSession open(TailQuery query, TailSink sink) {
        var session = new TailSession(journal, query, EventFormat.Kind.NDJSON, sink);
        while (session.state() == TailSession.State.SEARCHING) {
            session.catchUp();
        }
        return session;
    }

    /** A slice of history, if the session is not live; whether it is level with the journal then. */
    public boolean readHistory(TailSession session) {
        if (session.state() == TailSession.State.LIVE || arrivals.contains(session)) {
            return false;
        }
        boolean hasMore = session.catchUp();
        boolean isLevel = !hasMore && session.isLevel();
        if (isLevel) {
            arrivals.add(session);
        }
        return isLevel;
    }

    /** At most so many blocks for all that are live. */
    public void readLive(int blocks) {
        arrivals.forEach(this::join);
        arrivals.clear();
        for (int left = blocks; left > 0; left--) {
            group.removeIf(SteppedTails::hasFallenBehind);
            long visible = journal.lastIndex();
            Block block = group.isEmpty() ? null : reader.next();
            if (block == null) {
                group.forEach(session -> session.nothingLeftTo(visible));
                readTo = Math.max(readTo, visible);
                return;
            }
            output.begin(block);
            group.forEach(session -> session.deliver(block, output));
            readTo = block.lastIndex();
        }
    }

    /** The subscriber is gone. */
    public void leave(TailSession session) {
        arrivals.remove(session);
        group.remove(session);
        session.close();
    }

    @Override
    public void close() {
        reader.close();
    }

    private void join(TailSession session) {
        if (group.isEmpty() || session.position() < readTo) {
            readTo = session.position();
            reader.seek(readTo + 1);
        }
        session.goLive();
        group.add(session);
    }

    private static boolean hasFallenBehind(TailSession session) {
        if (session.sink().hasRoom()) {
            return false;
        }
        session.fallBehind();
        return true;
    }
}
