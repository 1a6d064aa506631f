package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import logtail.journal.JournalUnreadableException;
import logtail.runtime.OwnLog;
import logtail.tail.View;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to say when the disk refuses to give events. Pure, but for the log. */
final class Unreadable {
    private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);

    private Unreadable() {}

    /** What cannot be read may be of others, so a reader of some apps is told no place. */
    static Answer answer(View view, JournalUnreadableException e) {
        String why = view.isLimited() ? "the journal cannot be read" : String.valueOf(e.getMessage());
        return Answer.of(new Problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, why));
    }

    /** Tells of an answer that had begun and cannot be ended. */
    static void log(RuntimeException e) {
        if (e instanceof JournalUnreadableException) {
            LOG.warn("at=http.unreadable error={}", OwnLog.quoted(String.valueOf(e.getMessage())));
        } else {
            LOG.error("at=http.fault", e);
        }
    }
}
