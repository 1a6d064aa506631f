package logtail.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Shows a stream of events, and takes it up again, exactly, whenever it breaks: every event once, in order. The first
 * connection must succeed; after that a tail that follows never gives up, and one that only wants the history gives up
 * after {@value #HISTORY_ATTEMPTS} tries. One thread.
 */
final class Tail implements NdjsonBody.Handler {
    static final Duration SILENCE = Duration.ofSeconds(25); // the daemon gives a sign of life every 10 s

    private static final int HISTORY_ATTEMPTS = 8;
    private static final Duration END_GRACE = Duration.ofMillis(200);

    private final TailOptions options;
    private final DaemonClient client;
    private final LineOutput out;
    private final LineFormat format;
    private final Notices notices;
    private final Backoff backoff;
    private final TailCursor cursor;
    private final StreamLineReader reader = new StreamLineReader();
    private StreamLine.@Nullable Gap lastGap;
    private boolean noticed;

    Tail(TailOptions options, DaemonClient client, LineOutput out, Notices notices, Backoff backoff) {
        this.options = options;
        this.client = client;
        this.out = out;
        this.format = options.output().lines(options.color(), options.terminal(), ZoneId.systemDefault());
        this.notices = notices;
        this.backoff = backoff;
        this.cursor = new TailCursor(options);
    }

    /** Tails on this process's stdout. Ctrl-C is a good end. */
    static int run(TailOptions options) throws Exception {
        var stdout = new LineOutput(new FileOutputStream(FileDescriptor.out));
        var notices = new Notices(System.err, options.quiet());
        var tail = new Tail(
                options, new DaemonClient(options.daemon(), SILENCE), stdout, notices, new Backoff(250, 10_000));
        var ending = Ending.onSignal(() -> Runtime.getRuntime().halt(ExitCode.OK), END_GRACE);
        if (options.follow() && !options.terminal()) {
            ReaderWatch.start(() -> Runtime.getRuntime().halt(ExitCode.OK));
        }
        return ending.of(tail::run);
    }

    /** Returns the exit code. */
    int run() {
        try {
            return connectAndShow();
        } catch (OutputClosedException e) {
            if (e.isReaderGone()) {
                return ExitCode.OK;
            }
            throw new CommandFailedException(ExitCode.LOST, "cannot write the output: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.OK;
        }
    }

    private int connectAndShow() throws InterruptedException {
        boolean connected = false;
        while (true) {
            String trouble;
            try (var stream = client.stream("/tail", cursor.query())) {
                connected = true;
                cursor.opened(stream.newestId());
                new NdjsonBody(stream.body()).forEach(this);
                if (!options.follow()) {
                    return ExitCode.OK;
                }
                trouble = "the daemon ended the stream";
            } catch (RefusedException e) {
                if (!connected || !e.isPassing()) {
                    throw connected ? new CommandFailedException(ExitCode.LOST, e.getMessage()) : e;
                }
                trouble = e.getMessage();
            } catch (IOException e) {
                if (!connected) {
                    throw unreachable(client.daemon(), e);
                }
                trouble = words(e);
            }
            waitAfter(trouble);
        }
    }

    private void waitAfter(String trouble) throws InterruptedException {
        if (!options.follow() && backoff.attempts() >= HISTORY_ATTEMPTS) {
            throw new CommandFailedException(ExitCode.LOST, "stream lost: " + trouble);
        }
        if (!noticed) {
            noticed = true;
            notices.note("lost " + client.daemon() + " (" + trouble + "), connecting again…");
        }
        Thread.sleep(backoff.nextMs());
    }

    @Override
    public void line(byte[] bytes, int from, int length) {
        arrived();
        StreamLine line;
        try {
            line = reader.read(bytes, from, length);
        } catch (JacksonException e) {
            notices.warn("skipped a line from the daemon that is not JSON");
            return;
        }
        switch (line) {
            case StreamLine.Event event -> {
                if (cursor.advance(event.id())) {
                    format.event(event, bytes, from, length, out);
                }
            }
            case StreamLine.Gap gap -> {
                if (!gap.equals(lastGap)) { // a resumed stream may start by telling the same loss again
                    lastGap = gap;
                    tell(gap, bytes, from, length);
                }
            }
            case StreamLine.Heartbeat heartbeat -> cursor.idle();
            case StreamLine.Other other -> {} // from a newer daemon
        }
    }

    @Override
    public void endOfBatch() {
        out.flush();
    }

    private void arrived() {
        backoff.reset();
        if (noticed) {
            noticed = false;
            notices.note("connected again");
        }
    }

    private void tell(StreamLine.Gap gap, byte[] bytes, int from, int length) {
        if (!format.gap(gap, bytes, from, length, out)) {
            notices.warn(LineFormat.words(gap));
        }
    }

    /** What to tell a user whose daemon cannot be reached. */
    static CommandFailedException unreachable(DaemonAddress daemon, IOException e) {
        String hint = e instanceof ConnectException
                ? "\nIs the daemon running? Start it with: logtail serve\nIt is elsewhere? Name it: --addr HOST:PORT"
                : "";
        return new CommandFailedException(
                ExitCode.NO_ACCESS, "cannot reach the daemon at " + daemon + " (" + words(e) + ")" + hint);
    }

    static String words(IOException e) {
        return switch (e) {
            case SocketTimeoutException timeout -> "no answer in time";
            case java.net.UnknownHostException unknown -> "no such host: " + unknown.getMessage();
            case InterruptedIOException interrupted -> "interrupted";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
