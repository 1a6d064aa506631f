package logtail.cli.tail;

import java.time.Duration;
import java.time.Instant;
import logtail.cli.client.StreamLine;
import logtail.cli.client.UrlQuery;
import org.jspecify.annotations.Nullable;

/**
 * How far a tail has come, and so what to ask for next. First everything as the user asked; once an event was shown, what
 * comes after that event; and while none was shown but the daemon said that the history is through, what comes after the
 * place where that stream was opened. In the order of times, and when what stands before a match comes with it, ids do not
 * grow, so {@link ShownIds} remembers them; backwards nothing can be taken up. One thread.
 */
public final class TailCursor {
    private static final long NOT_A_NUMBER = -1;

    private final TailRequest request;
    private final ShownIds shown = new ShownIds();
    private String lastId = "";
    private long lastNumber = NOT_A_NUMBER;
    private String openedAt = "";
    private String quietAfter = "";
    private long matches;

    TailCursor(TailRequest request) {
        this.request = request;
    }

    UrlQuery query() {
        var query = new UrlQuery();
        request.apps().forEach(app -> query.add("app", app));
        request.processes().forEach(process -> query.add("process", process));
        request.hosts().forEach(host -> query.add("host", host));
        query.addUnlessEmpty("level", request.level()).addUnlessEmpty("filter", request.filter());
        begin(query);
        query.addUnlessEmpty("until", text(request.until()));
        if (request.max() != TailRequest.NO_LIMIT) {
            query.add("max", Long.toString(request.max() - matches));
        }
        if (request.reverse()) {
            query.add("reverse", "1");
        }
        Duration window = request.window();
        if (window != null) {
            query.add("order", "time").add("window", window.toMillis() + "ms");
        }
        addCount(query, "context_before", request.contextBefore());
        addCount(query, "context_after", request.contextAfter());
        return query.add("follow", Boolean.toString(request.follow())).add("heartbeat", "1");
    }

    /** A stream was opened when {@code newestId} was the newest event: one without history has all up to there. */
    void opened(String newestId) {
        openedAt = newestId;
        if (request.lines().equals("0") && quietAfter.isEmpty()) {
            quietAfter = newestId;
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

    /** Ids begin anew: the daemon has another journal. */
    void reset() {
        lastNumber = NOT_A_NUMBER;
        shown.clear();
    }

    /** The id of the last event shown, in the order of ids; empty when there is none. */
    String lastId() {
        return lastId;
    }

    /** How many lines were shown for themselves, not as context. */
    long matches() {
        return matches;
    }

    /** Whether as many came as were wanted. */
    boolean isComplete() {
        return matches >= request.max();
    }

    /** The daemon had nothing more to send, so all that was there when the stream was opened has been dealt with. */
    void idle() {
        quietAfter = openedAt;
    }

    /** Whether a stream that broke can be taken up: not one that runs backwards and has begun. */
    boolean canResume() {
        return !request.reverse() || lastId.isEmpty();
    }

    private void begin(UrlQuery query) {
        if (!lastId.isEmpty()) {
            query.add("after", request.window() == null ? lastId : Long.toString(shown.resumeAfter()));
        } else if (!quietAfter.isEmpty() || !request.after().isEmpty()) {
            query.add("after", quietAfter.isEmpty() ? request.after() : quietAfter);
        } else {
            query.addUnlessEmpty("since", text(request.since())).add("lines", request.lines());
        }
    }

    private boolean isNew(String id) {
        long number = number(id);
        if (request.reverse() || number == NOT_A_NUMBER) {
            boolean isNew = !id.equals(lastId);
            lastId = id;
            return isNew;
        }
        boolean idsGrow = request.window() == null && request.contextBefore() == 0;
        boolean isNew = idsGrow ? number > lastNumber : shown.add(number);
        if (number > lastNumber) {
            lastNumber = number;
            lastId = id;
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

    private static String text(@Nullable Instant time) {
        return time == null ? "" : time.toString();
    }

    private static void addCount(UrlQuery query, String name, long count) {
        if (count > 0) {
            query.add(name, Long.toString(count));
        }
    }
}
