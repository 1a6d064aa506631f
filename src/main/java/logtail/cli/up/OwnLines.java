package logtail.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.UrlQuery;
import logtail.cli.ship.BatchPoster;
import logtail.cli.ship.ShipOptions;
import logtail.cli.ship.ShippedBatch;
import logtail.cli.ship.SpoolOptions;
import logtail.runtime.Clock;
import logtail.runtime.Threads;

/**
 * Posts our own lines as lines of the app. A separate thread posts them in order, so that a daemon that does not respond
 * delays nothing else; lines that it does not accept go to stderr. Any thread.
 */
final class OwnLines {
    private static final String NAME = "up";
    private static final int MOST_WAITING = 1000;
    private static final String END = "";

    private final BatchPoster poster;
    private final UrlQuery query;
    private final Notices notices;
    private final String sender = UUID.randomUUID().toString();
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Clock clock = Clock.system();
    private final boolean isQuiet;
    private final Thread thread;

    private OwnLines(ShipOptions whose, boolean isQuiet, Notices notices) {
        this.isQuiet = isQuiet;
        this.notices = notices;
        poster = BatchPoster.to(whose, notices);
        query = whose.query();
        thread = Threads.unstarted("up-own-lines", this::post, (where, fault) -> notices.warn(where + ": " + fault));
    }

    /** @param isQuiet whether to say nothing at all */
    static OwnLines start(String app, DaemonAccess daemon, boolean isQuiet, Notices notices) {
        var whose = new ShipOptions(daemon, app, NAME, "", false, false, false, null, SpoolOptions.NONE);
        var lines = new OwnLines(whose, isQuiet, notices);
        lines.thread.start();
        return lines;
    }

    /** Queues a line; never blocks. */
    void say(String message) {
        if (!isQuiet && !waiting.offer(message)) {
            notices.note(message);
        }
    }

    /** Waits until all lines are posted, at most {@code patience}. */
    void finish(Duration patience) throws InterruptedException {
        if (!waiting.offer(END) || !thread.join(patience)) {
            thread.interrupt();
        }
        waiting.stream().filter(message -> !message.equals(END)).forEach(notices::note);
    }

    private void post() throws InterruptedException {
        long number = 0;
        for (String message = waiting.take(); !message.equals(END); message = waiting.take()) {
            if (!isTaken(new ShippedBatch(sender + "-" + ++number, query, message.getBytes(UTF_8), 1, clock.nowNs()))) {
                notices.note(message);
            }
        }
    }

    private boolean isTaken(ShippedBatch batch) {
        try {
            return poster.trySend(batch);
        } catch (CommandFailedException e) { // a permanent refusal, which the processes' lines report too
            notices.note(e.getMessage());
            return false;
        }
    }
}
