package logtail.cli;

import java.time.Instant;

/**
 * How far a tail has come, and so what to ask for next. First everything as the user asked; once an event was shown, what
 * comes after that event; and while none was shown but the daemon said the history is through, what came since then. One
 * thread.
 */
final class TailCursor {
    private final TailOptions options;
    private String lastId = "";
    private String quietSince = "";

    TailCursor(TailOptions options) {
        this.options = options;
    }

    Query query() {
        var query = new Query();
        options.apps().forEach(app -> query.add("app", app));
        options.processes().forEach(process -> query.add("process", process));
        query.addUnlessEmpty("level", options.level()).addUnlessEmpty("filter", options.filter());
        if (!lastId.isEmpty()) {
            query.add("after", lastId);
        } else if (!quietSince.isEmpty()) {
            query.add("since", quietSince).add("lines", TailOptions.ALL);
        } else {
            Instant since = options.since();
            query.addUnlessEmpty("since", since == null ? "" : since.toString()).add("lines", options.lines());
        }
        return query.add("follow", Boolean.toString(options.follow())).add("heartbeat", "1");
    }

    /** A stream was opened: one that wants no history has nothing to catch up on before this moment. */
    void opened(Instant at) {
        if (options.lines().equals("0") && quietSince.isEmpty()) {
            quietSince = at.toString();
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

    /** The daemon had nothing more to send at this moment of its clock. */
    void idleAt(String time) {
        quietSince = time;
    }

    /** Whether the next stream takes up where one stopped. */
    boolean isUnderWay() {
        return !lastId.isEmpty() || !quietSince.isEmpty();
    }
}
