package logtail.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Shows the events of a stream, each once, until there were enough. One thread. */
final class Display implements NdjsonBody.Handler {
    private final TailOptions options;
    private final TailCursor cursor;
    private final LineOutput out;
    private final LineFormat format;
    private final Notices notices;
    private final Runnable arrival;
    private final StreamLineReader reader = new StreamLineReader();
    private StreamLine.@Nullable Gap lastGap;

    /** @param arrival told of each line before it is shown */
    Display(TailOptions options, TailCursor cursor, LineOutput out, Notices notices, Runnable arrival) {
        this.options = options;
        this.cursor = cursor;
        this.out = out;
        this.format = LineFormat.of(options.look());
        this.notices = notices;
        this.arrival = arrival;
    }

    @Override
    public boolean line(byte[] bytes, int from, int length) {
        arrival.run();
        StreamLine line;
        try {
            line = reader.read(bytes, from, length);
        } catch (JacksonException e) {
            notices.warn("skipped a line from the daemon that is not JSON");
            return true;
        }
        return switch (line) {
            case StreamLine.Event event -> event(event, bytes, from, length);
            case StreamLine.Gap gap -> gap(gap, bytes, from, length);
            case StreamLine.Heartbeat heartbeat -> {
                cursor.idle();
                yield true;
            }
            case StreamLine.Other other -> true; // from a newer daemon
        };
    }

    @Override
    public boolean endOfBatch() {
        out.flush();
        return true;
    }

    /** What a tail that came to its end has to say. */
    int exitCode() {
        if (options.strict() && lastGap != null) {
            return ExitCode.GAP;
        }
        return options.tellsMatch() && cursor.matches() == 0 ? ExitCode.NO_MATCH : ExitCode.OK;
    }

    /** Behind the last match only its context may come. */
    private boolean event(StreamLine.Event event, byte[] bytes, int from, int length) {
        if (cursor.isComplete() && !event.context()) {
            return false;
        }
        if (cursor.advance(event)) {
            format.event(event, bytes, from, length, out);
        }
        return !cursor.isComplete() || options.request().contextAfter() > 0;
    }

    private boolean gap(StreamLine.Gap gap, byte[] bytes, int from, int length) {
        if (gap.equals(lastGap)) {
            return true; // a resumed stream may start by telling the same loss again
        }
        lastGap = gap;
        if (gap.reason().equals(StreamLine.Gap.RESET)) {
            cursor.reset();
        }
        if (!format.gap(gap, bytes, from, length, out)) {
            notices.warn(LineFormat.words(gap));
        }
        return !options.strict();
    }
}
