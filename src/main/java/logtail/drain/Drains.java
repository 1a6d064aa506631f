package logtail.drain;

import static logtail.drain.DrainException.Kind.FAILED;
import static logtail.drain.DrainException.Kind.INVALID;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logtail.access.AppScope;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Place;
import logtail.runtime.Deadline;
import logtail.runtime.DeadlineCloseable;
import logtail.runtime.SettingsException;

/** The drains of a journal, by name. All calls may block. Any thread. */
public abstract class Drains implements DeadlineCloseable {
    /** The most drains that there can be. */
    public static final int MOST = 64;

    /** How long a drain may take to stop. */
    protected static final Duration STOP_WITHIN = Duration.ofSeconds(7);

    private static final Duration SEE_WITHIN = Duration.ofSeconds(5);
    private static final long LOOK_NS = 5_000_000;

    private final Journal journal;

    protected Drains(Journal journal) {
        this.journal = journal;
    }

    /**
     * Starts the declared drains and those that requests added.
     *
     * @throws SettingsException listing all mistakes in the definitions of declared drains
     */
    public abstract void start(List<Drain> declared);

    /** The drains of a sender who may manage those of these apps. */
    public DrainsInScope in(AppScope apps) {
        return new DrainsInScope(this, apps);
    }

    /** The journal that drains read. */
    public JournalId journal() {
        return journal.id();
    }

    /** All drains, ordered by name. */
    protected abstract List<ListedDrain> list();

    /** One drain. */
    protected abstract ListedDrain get(String name);

    /**
     * Adds a drain that starts behind {@code first}, or behind the newest event if that is earlier.
     *
     * @throws DrainException when the name is taken or the definition is invalid
     */
    protected abstract void add(Drain drain, Place first, boolean isPaused);

    /** Changes destination, filter or options of a drain; it keeps its cursor. */
    protected abstract void change(Drain drain);

    /** Removes a drain with its cursor and dead letters. */
    protected abstract void remove(String name);

    /** The definition of a drain that can be changed, secrets included. */
    protected abstract Drain definition(String name);

    /** Pauses or resumes a drain; the state survives restarts. */
    protected abstract void pause(String name, boolean isPaused);

    /** Moves a drain to start again behind this place, limited to what is in the journal. */
    protected abstract void move(String name, Place place);

    /** Sends a test event over a separate connection. */
    protected abstract DrainTrial.Result test(String name);

    /** The newest dead letters as JSON, oldest first; at most {@code most}. */
    protected abstract List<String> deadLetters(String name, int most);

    /** Sends the dead letters again over a separate connection and removes those that are accepted. */
    protected abstract DrainTrial.Result replay(String name);

    /** Removes all dead letters. */
    protected abstract void forgetDeadLetters(String name);

    /** As {@link #close(Deadline)}, within the usual time for a stop. */
    @Override
    public void close() {
        close(Deadline.in(STOP_WITHIN));
    }

    /** Stops all that run here, in parallel; each sends what it has, for a few seconds at most. */
    @Override
    public abstract void close(Deadline deadline);

    /**
     * The place of a cursor.
     *
     * @throws DrainException when it is a cursor of another journal
     */
    public Place placeOf(Cursor cursor) {
        if (!cursor.isOf(journal.id())) {
            throw new DrainException(
                    INVALID,
                    "cursor '%s' is of another journal; this daemon has journal %s".formatted(cursor, journal.id()));
        }
        return cursor.place(journal)
                .orElseThrow(() -> new DrainException(
                        INVALID, "cursor '%s' is of a journal with other lanes than this daemon's".formatted(cursor)));
    }

    /** The place before all that was ever in the journal. */
    public Place beginning() {
        return Place.nowhere(journal.lanes());
    }

    /** The place before the first events that were received at this time or later. */
    public Place before(long receivedNs) {
        end();
        return DrainStart.before(journal, receivedNs);
    }

    /**
     * Behind all that was acknowledged so far, once this node sees that.
     *
     * @throws DrainException when it does not within five seconds
     */
    protected Place end() {
        Place end = askEnd();
        for (Deadline deadline = Deadline.in(SEE_WITHIN); !journal.newest().covers(end); ) {
            if (deadline.isOver()) {
                throw new DrainException(FAILED, "this node does not see yet what others have stored; try again");
            }
            LockSupport.parkNanos(this, LOOK_NS);
        }
        return end;
    }

    private Place askEnd() {
        try {
            return journal.end();
        } catch (JournalUnreadableException e) {
            throw new DrainException(FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Clamps a place to those at which a cursor can stand. */
    protected Place within(Place place) {
        return place.max(journal.oldest()).min(end());
    }
}
