package logtail.tail;

import java.util.Optional;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.encode.Progress;
import logtail.journal.Journal;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * Tells a reader who wants it how far its session has come: once a second, when it goes live, and at the end of an answer
 * that ends by itself. Used by the thread that owns the session.
 *
 * <p>A reader of some apps is told of its own events alone: not how far the journal goes, and of places only those of its
 * matches.
 */
final class Report {
    /** Due time of a report that nobody wants. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long EVERY_NS = 1_000_000_000;

    private final boolean isWanted;
    private final View view;
    private final Journal journal;
    private final EventFormat format;
    private final TailSink sink;
    private final Tally tally;
    private boolean hasBegun;
    private boolean wasLive;
    private long dueNs = NEVER;

    Report(boolean isWanted, View view, Journal journal, EventFormat format, TailSink sink, Tally tally) {
        this.isWanted = isWanted;
        this.view = view;
        this.journal = journal;
        this.format = format;
        this.sink = sink;
        this.tally = tally;
    }

    /** When it is due, by the monotonic clock; {@link #NEVER} when nobody wants it. */
    long dueNs() {
        return dueNs;
    }

    /**
     * Whether to tell now. A reader that takes nothing is told nothing.
     *
     * @param nowNs by the monotonic clock, as everywhere here
     */
    boolean isDue(long nowNs) {
        if (isWanted && !hasBegun) {
            hasBegun = true;
            dueNs = nowNs + EVERY_NS;
        }
        return dueNs != NEVER && nowNs - dueNs >= 0 && sink.hasRoom();
    }

    /**
     * Tells, if that is wanted, and flushes.
     *
     * @param at where the reader goes on; null when that is not known yet
     * @param isLive whether the session has come to the end of the journal
     */
    void tell(long nowNs, @Nullable Place at, boolean isLive) {
        if (!isWanted) {
            return;
        }
        hasBegun = true;
        dueNs = nowNs + EVERY_NS;
        wasLive |= isLive;
        boolean isShownLive = view.isLimited() ? wasLive : isLive; // falling behind may be for what others write
        var out = new Output();
        format.progress(
                new Progress(
                        Optional.ofNullable(at).map(view::text),
                        view.isLimited()
                                ? Optional.empty()
                                : Optional.of(journal.newest().text()),
                        isShownLive,
                        tally.matched(),
                        tally.sent(),
                        tally.takeByLevel()),
                out);
        sink.write(out.bytes(), 0, out.length());
        sink.flush();
    }

    /**
     * Tells where a reader goes on. In a journal of several lanes the id of an event does not say what was there before it in
     * other lanes.
     */
    void tellPlace(@Nullable Place at) {
        if (at != null && at.lanes() > 1) {
            var out = new Output();
            format.place(view.text(at), out);
            sink.write(out.bytes(), 0, out.length());
        }
    }
}
