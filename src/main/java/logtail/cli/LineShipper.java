package logtail.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines and posts them, in order, as the very bytes that came. A batch ends at a line end: when it has 500 lines or
 * 256 KiB, or when nothing more can be read without waiting, so a line never waits for the next one. A batch is posted
 * until the daemon has kept it; meanwhile nothing is read, and whoever writes the lines is held back. One thread, but for
 * the count of kept lines.
 *
 * <p>When a connection breaks between a post and its answer, the batch is posted again: at least once, not exactly once.
 */
final class LineShipper {
    static final int BATCH_LINES = 500;
    static final int BATCH_BYTES = 256 * 1024;

    /** What is longer is sent in pieces, with a warning; the daemon cuts messages far below that. */
    static final int LONGEST_LINE_BYTES = 16 * 1024 * 1024;

    private final DaemonClient client;
    private final Query query;
    private final Backoff backoff;
    private final Notices notices;

    private byte[] buffer = new byte[BATCH_BYTES];
    private int start;
    private int wholeEnd; // of the whole lines that begin at start
    private int end;
    private int lines;
    private volatile long keptLines;

    LineShipper(DaemonClient client, Query query, Backoff backoff, Notices notices) {
        this.client = client;
        this.query = query;
        this.backoff = backoff;
        this.notices = notices;
    }

    static LineShipper to(DaemonAddress daemon, Query query, Notices notices) {
        return new LineShipper(new DaemonClient(daemon, Tail.SILENCE), query, new Backoff(200, 5_000), notices);
    }

    /** How many lines the daemon has kept so far. Any thread. */
    long keptLines() {
        return keptLines;
    }

    /**
     * Ships everything; returns when the daemon has kept it all, also a last line without an end.
     *
     * @throws RefusedException when the daemon will never take these lines
     */
    void ship(InputStream in) throws IOException, InterruptedException {
        while (fill(in)) {
            if (wholeEnd > start && in.available() == 0) {
                post(wholeEnd);
            }
        }
        if (end > wholeEnd) {
            lines++;
            post(end);
        } else if (wholeEnd > start) {
            post(wholeEnd);
        }
    }

    private boolean fill(InputStream in) throws IOException, InterruptedException {
        makeRoom();
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        int scanned = end;
        end += count;
        for (int i = scanned; i < end; i++) {
            if (buffer[i] == '\n') {
                lineEnds(i + 1);
            }
        }
        return true;
    }

    private void lineEnds(int next) throws InterruptedException {
        if (next - start > BATCH_BYTES && wholeEnd > start) {
            post(wholeEnd); // so a very long line goes alone
        }
        wholeEnd = next;
        lines++;
        if (lines >= BATCH_LINES || wholeEnd - start >= BATCH_BYTES) {
            post(wholeEnd);
        }
    }

    private void makeRoom() throws InterruptedException {
        if (end == buffer.length && wholeEnd > start) {
            post(wholeEnd);
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            wholeEnd -= start;
            start = 0;
        }
        if (end == LONGEST_LINE_BYTES) {
            notices.warn("a line is longer than " + LONGEST_LINE_BYTES + " bytes: sent in pieces");
            wholeEnd = end;
            post(end);
            start = 0;
            wholeEnd = 0;
            end = 0;
        } else if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(end * 2, LONGEST_LINE_BYTES));
        }
    }

    /** Posts what is between {@link #start} and {@code to} until it is kept. */
    private void post(int to) throws InterruptedException {
        while (true) {
            String trouble;
            long askedMs = 0;
            try {
                var reply = client.post("/logs", query, buffer, start, to - start);
                if (reply.isKept()) {
                    kept(to);
                    return;
                }
                if (!reply.isWorthRetrying()) {
                    throw new RefusedException(client.daemon(), reply.status(), reply.detail());
                }
                trouble = "answers " + reply.status() + (reply.detail().isEmpty() ? "" : ": " + reply.detail());
                askedMs = reply.retryAfterMs();
            } catch (IOException e) {
                trouble = Tail.words(e);
            }
            if (backoff.attempts() == 1) { // one failure alone is often just a connection that was closed while idle
                notices.note("cannot send to " + client.daemon() + " (" + trouble + "), keeping the lines…");
            }
            Thread.sleep(Math.max(askedMs, backoff.nextMs()));
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    private void kept(int to) {
        if (backoff.attempts() > 1) {
            notices.note("sending again");
        }
        backoff.reset();
        keptLines += lines;
        lines = 0;
        start = to;
        wholeEnd = to;
    }
}
