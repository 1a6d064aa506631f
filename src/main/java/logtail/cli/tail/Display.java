package logtail.cli.tail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import logtail.cli.base.ExitCode;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import logtail.cli.client.NdjsonBody;
import logtail.cli.client.StreamLine;
import logtail.cli.client.StreamLineReader;
import logtail.cli.render.ContextGroups;
import logtail.cli.render.LineFormat;
import logtail.query.TailQuery;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Shows the events of a stream, each once, up to the requested number. One thread; any other may {@link #stop} it, which
 * happens between two lines, after a flush.
 */
public final class Display implements NdjsonBody.Handler {
    private final TailOptions options;
    private final TailCursor cursor;
    private final LineOutput out;
    private final LineFormat format;
    private final @Nullable ContextGroups groups;
    private final @Nullable CursorFile cursorFile;
    private final Notices notices;
    private final Runnable arrival;
    private final StreamLineReader reader = new StreamLineReader();
    private final ReentrantLock showing = new ReentrantLock(); // from the first line of a batch to its end
    private StreamLine.@Nullable Gap lastGap;
    private boolean hasShown;
    private boolean hasShownSinceGap;
    private boolean hasToldUnseen;
    private volatile boolean isStopping;

    /**
     * Writes to {@code out}.
     *
     * @param cursorFile records what has been written
     * @param arrival called with each line but cursors before it is shown
     */
    Display(
            TailOptions options,
            TailCursor cursor,
            LineOutput out,
            @Nullable CursorFile cursorFile,
            Notices notices,
            Runnable arrival) {
        TailQuery.Context context = options.query().shape().context();
        this.options = options;
        this.cursor = cursor;
        this.out = out;
        this.format = LineFormat.of(options.look());
        this.groups = context.isWanted() ? new ContextGroups(format, context.before(), context.after()) : null;
        this.cursorFile = cursorFile;
        this.notices = notices;
        this.arrival = arrival;
    }

    @Override
    public boolean line(byte[] bytes, int from, int length) {
        if (!showing.isHeldByCurrentThread()) {
            showing.lock();
        }
        if (isStopping) {
            return false;
        }
        StreamLine line;
        try {
            line = reader.read(bytes, from, length);
        } catch (JacksonException e) {
            arrival.run();
            notices.warn("skipped a line from the daemon that is not JSON");
            return true;
        }
        if (!(line instanceof StreamLine.Cursor)) { // which comes at once, even when nothing is found
            arrival.run();
        }
        return switch (line) {
            case StreamLine.Event event -> event(event, bytes, from, length);
            case StreamLine.Gap gap -> gap(gap, bytes, from, length);
            case StreamLine.Heartbeat heartbeat -> {
                cursor.idle();
                yield true;
            }
            case StreamLine.Cursor reached -> {
                cursor.reach(reached);
                yield true;
            }
            case StreamLine.Other other -> true; // from a newer daemon
        };
    }

    @Override
    public boolean endOfBatch() {
        flush();
        if (showing.isHeldByCurrentThread()) {
            showing.unlock();
        }
        return !isStopping;
    }

    /** Shows no further line; returns when all earlier ones are written, or after {@code within}. Any thread. */
    void stop(Duration within) {
        isStopping = true;
        try {
            if (showing.tryLock(within.toNanos(), TimeUnit.NANOSECONDS)) {
                showing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopping() {
        return isStopping;
    }

    /** Exit code of a tail that has ended. */
    int exitCode() {
        if (options.strict() && lastGap != null) {
            return ExitCode.GAP;
        }
        return options.tellsMatch() && cursor.matches() == 0 ? ExitCode.NO_MATCH : ExitCode.OK;
    }

    /** Handles an event; after the last match only its context is shown. */
    private boolean event(StreamLine.Event event, byte[] bytes, int from, int length) {
        if (cursor.isComplete() && !event.context()) {
            return false;
        }
        if (cursor.advance(event)) {
            show(event, bytes, from, length);
        }
        return !cursor.isComplete() || options.query().shape().context().after() > 0;
    }

    private void show(StreamLine.Event event, byte[] bytes, int from, int length) {
        if (groups == null) {
            format.event(event, bytes, from, length, out);
        } else {
            groups.event(event, bytes, from, length, out);
        }
        hasShown = true;
        hasShownSinceGap = true;
        if (out.isFilling()) {
            flush(); // before the buffer flushes itself inside a line
        }
    }

    private void flush() {
        out.flush();
        if (hasShown && !hasToldUnseen) {
            hasToldUnseen = true;
            format.unseenFields().forEach(name -> notices.note("no line so far has a field \"" + name + "\""));
        }
        if (cursorFile != null && (groups == null || !groups.isHolding())) {
            cursorFile.shown(cursor.lastCursor());
        }
    }

    /** A resumed stream may report the same gap again; where it tells no ids, while no event was shown since. */
    private boolean isToldAgain(StreamLine.Gap gap) {
        if (lastGap == null || !gap.isVeiled()) {
            return gap.equals(lastGap);
        }
        return !hasShownSinceGap && gap.reason().equals(lastGap.reason());
    }

    private boolean gap(StreamLine.Gap gap, byte[] bytes, int from, int length) {
        if (isToldAgain(gap)) {
            return true;
        }
        lastGap = gap;
        hasShownSinceGap = false;
        cursor.passGap(gap);
        if (!format.gap(gap, bytes, from, length, out)) {
            notices.warn(LineFormat.words(gap));
        }
        return !options.strict();
    }
}
