package logtail.cli.ship;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.Notices;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;
import logtail.redact.Redactor;
import logtail.runtime.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines and sends them in order, byte for byte. A batch ends at a line end after 500 lines, 256 KiB or a second, or when
 * nothing more can be read without blocking, so a line never waits for the next one. Each batch tells when its first line was
 * read, however long it waits. While the outlet blocks, nothing is read, so
 * the writer of the lines blocks too. One thread, except for the counter.
 *
 * <p>Batches are numbered, so that the daemon stores a repeated one once.
 */
public final class LineShipper {
    static final int BATCH_LINES = 500;
    static final int BATCH_BYTES = 256 * 1024;

    /** An event of more lines may be cut by the end of a batch. */
    static final int OPEN_LINES = 2000;

    /** A longer line is sent in pieces, with a warning; the daemon truncates messages far earlier. */
    static final int LONGEST_LINE_BYTES = 16 * 1024 * 1024;

    private static final long BATCH_SPAN_NS = TimeUnit.SECONDS.toNanos(1);

    private final Outlet outlet;
    private final Clock clock;
    private final @Nullable EventStarts starts; // null when each line is an event
    private final Duration patience; // with an event that may go on
    private final UrlQuery query;
    private final Notices notices;
    private final @Nullable Redactor redactor; // null when all is sent as it is
    private final String sender = UUID.randomUUID().toString();

    private byte[] buffer = new byte[BATCH_BYTES];
    private int start;
    private int wholeEnd; // end of the whole events from start on
    private int lineEnd; // end of the whole lines from start on, of which the last may belong to an event that goes on
    private int end;
    private int lines; // to wholeEnd
    private int openLines; // from there to lineEnd
    private long filledAtNs; // when the last bytes were read
    private long readAtNs; // when the first line of the batch was
    private long openReadAtNs; // when the first line behind wholeEnd was
    private long batches;
    private volatile long takenLines;

    /** Sends lines through {@code outlet}; {@code query} names their sender. */
    public LineShipper(Outlet outlet, UrlQuery query, Notices notices) {
        this(outlet, query, Joins.UNSAID, notices, null);
    }

    /**
     * Sends lines with some of them joined or redacted.
     *
     * @param joins which lines are to stay in one batch
     * @param redactor what is taken out of lines; null to send all as it is
     */
    LineShipper(Outlet outlet, UrlQuery query, Joins joins, Notices notices, @Nullable Redactor redactor) {
        this.redactor = redactor;
        this.outlet = outlet;
        clock = Clock.system();
        starts = joins.rules().isOff() ? null : new EventStarts(joins.rules());
        patience = joins.patience();
        this.query = query;
        this.notices = notices;
    }

    /** Number of lines accepted by the outlet. Any thread. */
    long takenLines() {
        return takenLines;
    }

    /**
     * Ships everything; returns when the daemon has stored it all, including a last line without line end.
     *
     * @throws RefusedException when the daemon rejects the lines permanently
     */
    public void ship(InputStream in) throws IOException, InterruptedException {
        while (fill(in)) {
            if (in.available() == 0) {
                if (openLines > 0 && !isMoreSoon(in)) {
                    closeEvent();
                }
                if (wholeEnd > start && in.available() == 0) {
                    post(wholeEnd);
                }
            }
        }
        closeEvent();
        if (end > wholeEnd) {
            countLine();
            post(end);
        } else if (wholeEnd > start) {
            post(wholeEnd);
        }
        outlet.finish();
        if (redactor != null && redactor.droppedLines() > 0) {
            notices.warn(
                    Notices.lines(redactor.droppedLines()) + " dropped, as a rule of --redact or LOGTAIL_REDACT says");
        }
    }

    /** Whether more comes before the patience with the open event is over; whole events are sent meanwhile. */
    private boolean isMoreSoon(InputStream in) throws InterruptedException {
        if (wholeEnd > start) {
            post(wholeEnd);
        }
        return in instanceof ChunkPipe pipe && pipe.awaitMore(patience);
    }

    /** Makes the lines of the open event part of the batch. */
    private void closeEvent() {
        readAtNs = lines == 0 ? openReadAtNs : readAtNs;
        lines += openLines;
        openLines = 0;
        wholeEnd = lineEnd;
        if (starts != null) {
            starts.forget();
        }
    }

    private void countLine() {
        readAtNs = lines == 0 ? filledAtNs : readAtNs;
        lines++;
    }

    private boolean fill(InputStream in) throws IOException, InterruptedException {
        makeRoom();
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        filledAtNs = in instanceof ChunkPipe pipe ? pipe.lastReadAtNs() : clock.nowNs();
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
        if (starts == null) {
            wholeLineEnds(next);
            lineEnd = wholeEnd;
            return;
        }
        if (starts.isAt(buffer, lineEnd, next - 1) && openLines > 0) {
            eventEnds();
        } else if (openLines >= OPEN_LINES || lineEnd - wholeEnd >= BATCH_BYTES) {
            closeEvent(); // the daemon takes no longer ones either
            eventEnds();
        }
        openReadAtNs = openLines == 0 ? filledAtNs : openReadAtNs;
        openLines++;
        lineEnd = next;
    }

    /** Adds the open event to the batch, and sends what is enough for one. */
    private void eventEnds() throws InterruptedException {
        boolean isLate = openReadAtNs - readAtNs > BATCH_SPAN_NS;
        if ((isLate || lineEnd - start > BATCH_BYTES) && wholeEnd > start) {
            post(wholeEnd);
        }
        readAtNs = lines == 0 ? openReadAtNs : readAtNs;
        lines += openLines;
        openLines = 0;
        wholeEnd = lineEnd;
        if (lines >= BATCH_LINES || wholeEnd - start >= BATCH_BYTES) {
            post(wholeEnd);
        }
    }

    private void wholeLineEnds(int next) throws InterruptedException {
        boolean isLate = filledAtNs - readAtNs > BATCH_SPAN_NS;
        if ((isLate || next - start > BATCH_BYTES) && wholeEnd > start) {
            post(wholeEnd); // so a very long line is sent alone
        }
        wholeEnd = next;
        countLine();
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
            lineEnd -= start;
            start = 0;
        }
        if (end == LONGEST_LINE_BYTES) {
            notices.warn("a line is longer than " + LONGEST_LINE_BYTES + " bytes: sent in pieces");
            closeEvent();
            post(end);
            start = 0;
            wholeEnd = 0;
            lineEnd = 0;
            end = 0;
        } else if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(end * 2, LONGEST_LINE_BYTES));
        }
    }

    /** Sends the bytes from {@link #start} to {@code to}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    private void post(int to) throws InterruptedException {
        long droppedBefore = redactor == null ? 0 : redactor.droppedLines();
        byte[] bytes = redactor == null ? Arrays.copyOfRange(buffer, start, to) : redactor.redact(buffer, start, to);
        int left = redactor == null ? lines : lines - (int) (redactor.droppedLines() - droppedBefore);
        if (bytes.length > 0) {
            outlet.send(new ShippedBatch(
                    sender + "-" + ++batches, query, bytes, Math.max(0, left), lines == 0 ? filledAtNs : readAtNs));
        }
        takenLines += lines;
        lines = 0;
        start = to;
        wholeEnd = to;
        lineEnd = Math.max(lineEnd, to);
    }
}
