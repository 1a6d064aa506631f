package logtail.cli.ship;

import java.util.concurrent.atomic.AtomicLong;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonClient;

/**
 * Counts the lines that the daemon has rejected for good while it keeps the others of their batches. They are not sent again; the
 * first is told at once, the number at the end. Any thread.
 */
final class RejectedLines {
    private final Notices notices;
    private final AtomicLong count = new AtomicLong();

    RejectedLines(Notices notices) {
        this.notices = notices;
    }

    void add(DaemonClient.Reply reply) {
        if (reply.rejected() > 0 && count.getAndAdd(reply.rejected()) == 0) {
            notices.warn("the daemon rejects lines: " + reply.detail());
        }
    }

    long count() {
        return count.get();
    }
}
