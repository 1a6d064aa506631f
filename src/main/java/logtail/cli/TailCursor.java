package logtail.cli;

import java.time.Instant;

/**
 * How far a tail has come, and so what to ask for next. First everything as the user asked; once an event was shown, what
 * comes after that event; and while none was shown but the daemon said that the history is through, what comes after the
 * place where that stream was opened. One thread.
 */
final class TailCursor {
    private final TailOptions options;
    private String lastId = "";
    private String openedAt = "";
    private String quietAfter = "";

    TailCursor(TailOptions options) {
        this.options = options;
    }

    Query query() {
        var query = new Query();
        options.apps().forEach(app -> query.add("app", app));
        options.processes().forEach(process -> query.add("process", process));
        query.addUnlessEmpty("level", options.level()).addUnlessEmpty("filter", options.filter());
        if (isUnderWay()) {
            query.add("after", lastId.isEmpty() ? quietAfter : lastId);
        } else {
            Instant since = options.since();
            query.addUnlessEmpty("since", since == null ? "" : since.toString()).add("lines", options.lines());
        }
        return query.add("follow", Boolean.toString(options.follow())).add("heartbeat", "1");
    }

    /** A stream was opened when {@code newestId} was the newest event: one without history has all up to there. */
    void opened(String newestId) {
        openedAt = newestId;
        if (options.lines().equals("0") && quietAfter.isEmpty()) {
            quietAfter = newestId;
        }
    }

    /** Whether this event is new to us; if so, it is the last one. */
    boolean advance(String id) {
        if (id.equals(lastId)) {
            return false;
        }
        lastId = id;
        return true;
    }

    /** The daemon had nothing more to send, so all that was there when the stream was opened has been dealt with. */
    void idle() {
        quietAfter = openedAt;
    }

    /** Whether the next stream takes up where one stopped. */
    boolean isUnderWay() {
        return !lastId.isEmpty() || !quietAfter.isEmpty();
    }
}
