package logtail.cli.tail;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import logtail.cli.base.OutputClosedException;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FilterArgument;
import logtail.cli.client.NdjsonBody;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UnreachableException;
import logtail.cli.client.UrlQuery;
import logtail.runtime.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Shows a stream of events and resumes it whenever it breaks, so that every event is shown once and in order. The first
 * connection must succeed; after that a tail that follows retries forever, and one that only reads history gives up after
 * {@value #HISTORY_ATTEMPTS} attempts. Where there are several addresses it goes on at the next, and waits only when none will do.
 * One thread.
 */
public final class Tail {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(10); // that a stream lived
    private static final int HISTORY_ATTEMPTS = 8;
    private static final String ENDED = "the daemon ended the stream";
    private static final Duration END_GRACE = Duration.ofMillis(200);

    private final TailOptions options;
    private final DaemonClient client;
    private final Notices notices;
    private final Backoff backoff;
    private final TailCursor cursor;
    private final @Nullable CursorFile cursorFile;
    private final Display display;
    private final NothingFound nothingFound;
    private boolean noticed; // that the stream is lost
    private DaemonAddress daemon; // of the last stream
    private String journal = ""; // likewise
    private DaemonAddress toldDaemon; // the one that the user takes for it
    private int streamsLost; // since a line came
    private String lostAt = "";
    private long openedNs = System.nanoTime();

    Tail(TailOptions options, DaemonClient client, LineOutput out, Notices notices, Backoff backoff) {
        this.options = options;
        this.client = client;
        this.notices = notices;
        this.backoff = backoff;
        this.cursor = new TailCursor(options.query());
        this.cursorFile = options.cursor() == null ? null : new CursorFile(options.cursor(), notices);
        this.nothingFound = new NothingFound(options.query(), client, notices);
        this.daemon = client.daemons().first();
        this.toldDaemon = daemon;
        this.display = new Display(options, cursor, out, cursorFile, notices, this::arrived);
    }

    /** Tails to this process's stdout. */
    static int run(TailOptions options) throws Exception {
        var stdout = new LineOutput(new FileOutputStream(FileDescriptor.out));
        var notices = new Notices(System.err, options.quiet());
        var tail = new Tail(
                options,
                new DaemonClient(options.daemon(), DaemonClient.SILENCE),
                stdout,
                notices,
                new Backoff(250, 10_000));
        var interruption = new Interruption(tail::stop, options.look().terminal(), END_GRACE);
        if (options.query().range().isFollowing() && !options.look().terminal()) {
            ReaderWatch.start(() -> {
                tail.stop();
                Runtime.getRuntime().halt(ExitCode.OK);
            });
        }
        return interruption.of(tail::run);
    }

    /** Returns the exit code. */
    int run() {
        try {
            return connectAndShow();
        } catch (OutputClosedException e) {
            return endOfOutput(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.OK;
        } finally {
            keepCursor();
        }
    }

    /** Ends the output cleanly, between two lines. */
    private void stop() {
        display.stop(END_GRACE);
        keepCursor();
    }

    private void keepCursor() {
        if (cursorFile != null) {
            cursorFile.close();
        }
    }

    /** Exit code after a failed write to stdout; success if its reader closed it. */
    static int endOfOutput(OutputClosedException e) {
        if (e.isReaderGone()) {
            return ExitCode.OK;
        }
        throw new CommandFailedException(ExitCode.LOST, "cannot write the output: " + e.getMessage());
    }

    private int connectAndShow() throws InterruptedException {
        String accepted = options.look().isExact() ? DaemonClient.EXACT_NDJSON : DaemonClient.NDJSON;
        boolean connected = false;
        while (true) {
            String trouble;
            boolean isAnswered = false;
            UrlQuery query = cursor.query();
            tell("asking " + client.daemon() + " for /tail" + query);
            try (var stream = client.stream("/tail", query, accepted)) {
                opened(stream, !connected);
                connected = true;
                isAnswered = true;
                trouble = show(stream);
                if (trouble.equals(ENDED) && !options.query().range().isFollowing()) {
                    return end();
                }
            } catch (RefusedException e) {
                if (!connected || !e.isPassing()) {
                    throw connected
                            ? new CommandFailedException(ExitCode.LOST, e.getMessage())
                            : FilterArgument.refused(e, options.query().which().filter());
                }
                trouble = e.getMessage();
            } catch (IOException e) {
                if (!connected) {
                    throw client.unreachable(e);
                }
                trouble = UnreachableException.words(e);
            }
            if (isAtEnd()) {
                return end(); // it may have broken after the last requested line
            }
            goOnAfter(trouble, isAnswered);
        }
    }

    private void opened(DaemonClient.Stream stream, boolean isFirst) {
        if (!daemon.equals(stream.daemon()) && !journal.isEmpty() && !journal.equals(stream.journal())) {
            notices.warn(stream.daemon() + " has another journal than " + daemon);
        }
        openedNs = System.nanoTime();
        daemon = stream.daemon();
        journal = stream.journal();
        String where = client.daemons().areSeveral() ? " to " + daemon : "";
        tell("connected" + where + "; the newest id is " + stream.newestId());
        cursor.opened(stream.journal(), stream.newestId());
        if (options.tellsNothingFound() && isFirst && options.query().range().isFollowing()) {
            nothingFound.watch();
        }
    }

    /** Gives why the stream ended. */
    private String show(DaemonClient.Stream stream) {
        try {
            new NdjsonBody(stream.body()).forEach(display);
            return ENDED;
        } catch (IOException e) {
            return UnreachableException.words(e);
        }
    }

    private boolean isAtEnd() {
        return cursor.isComplete() || display.isStopping() || display.exitCode() == ExitCode.GAP;
    }

    private int end() {
        tell(cursor.matches() + (cursor.matches() == 1 ? " line" : " lines"));
        boolean isLookedFor = !options.query().range().isFollowing()
                && options.query().range().lines() > 0;
        if (cursor.matches() == 0 && isLookedFor && options.tellsNothingFound() && !display.isStopping()) {
            nothingFound.tellAtEnd();
        }
        return display.exitCode();
    }

    /**
     * Goes on at the next address at once, or in a while when each has had its turn.
     *
     * @param isAnswered whether there was a stream; else all addresses are away
     */
    private void goOnAfter(String trouble, boolean isAnswered) throws InterruptedException {
        noteProgress();
        boolean isHopeless = !options.retries()
                || (!options.query().range().isFollowing() && backoff.attempts() >= HISTORY_ATTEMPTS);
        if (isHopeless || !cursor.canResume()) {
            throw new CommandFailedException(ExitCode.LOST, "stream lost: " + trouble);
        }
        if (!noticed) {
            noticed = true;
            notices.note("lost " + daemon + " (" + trouble + "), connecting again…");
        }
        if (isAnswered) {
            client.leave(daemon);
            streamsLost++;
            if (streamsLost % client.daemons().all().size() != 0) {
                return;
            }
        }
        long delayMs = backoff.nextMs();
        tell(trouble + "; trying again in " + delayMs + " ms");
        Thread.sleep(delayMs);
    }

    /** A stream that told nothing new, as before a place that cannot be read, is no reason to be in a hurry. */
    private void noteProgress() {
        String reached = cursor.lastCursor();
        boolean wasLong = System.nanoTime() - openedNs > LONG_NS;
        if (!reached.equals(lostAt) || wasLong) {
            backoff.reset();
            streamsLost = 0;
        }
        lostAt = reached;
    }

    private void arrived() {
        nothingFound.shown();
        if (!daemon.equals(toldDaemon)) {
            notices.note((noticed ? "" : toldDaemon + " is away, ") + "connected to " + daemon);
        } else if (noticed) {
            notices.note("connected again");
        }
        toldDaemon = daemon;
        noticed = false;
    }

    private void tell(String detail) {
        if (options.verbose()) {
            notices.note(detail);
        }
    }
}
