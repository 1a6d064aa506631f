package logtail.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines to a stream that may block for ever, such as stdout into a pipe that nobody reads. {@link #offer} puts a
 * line into a bounded queue and never waits; the {@code own-log} thread, which begins with the first line, writes the queue
 * out. While the queue is full new lines are dropped and counted, and when there is room again one line says how many.
 */
final class LogWriter implements AutoCloseable {
    static final int QUEUE_CHARS = 512 * 1024;

    private final OutputStream out;
    private final int maxChars;
    private final Deque<String> lines = new ArrayDeque<>();
    private int chars;
    private long dropped;
    private long untold; // of the dropped
    private boolean isWriting;
    private boolean isClosed;
    private @Nullable Thread thread;

    LogWriter(OutputStream out) {
        this(out, QUEUE_CHARS);
    }

    LogWriter(OutputStream out, int maxChars) {
        this.out = out;
        this.maxChars = maxChars;
    }

    /** Queues the line, without its line end, or drops and counts it. */
    synchronized void offer(String line) {
        if (isClosed || chars + line.length() > maxChars) {
            dropped++;
            untold++;
            return;
        }
        lines.add(line);
        chars += line.length();
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("own-log").start(this::run);
        }
        notifyAll();
    }

    /** How many lines were dropped since the start. */
    synchronized long droppedLines() {
        return dropped;
    }

    /** Waits until every queued line is written, at most so long. */
    synchronized void flush(Duration within) {
        long deadlineNs = System.nanoTime() + within.toNanos();
        try {
            while (isWriting || !lines.isEmpty()) {
                long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    return;
                }
                wait(leftMs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread once the queue is written; takes nothing more. */
    @Override
    public synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    private void run() {
        try {
            for (String text = take(); text != null; text = take()) {
                out.write(text.getBytes(UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            stopWriting(); // stdout is gone for good, and there is nobody left to tell
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that is queued, as text; waits for it. Null once closed. */
    private synchronized @Nullable String take() throws InterruptedException {
        isWriting = false;
        notifyAll();
        while (lines.isEmpty() && untold == 0) {
            if (isClosed) {
                return null;
            }
            wait();
        }
        var text = new StringBuilder(chars + lines.size() + 80);
        lines.forEach(line -> text.append(line).append('\n'));
        lines.clear();
        chars = 0;
        if (untold > 0) {
            text.append("time=%s level=warn at=log.dropped lines=%d\n"
                    .formatted(Instant.now().truncatedTo(ChronoUnit.MILLIS), untold));
            untold = 0;
        }
        isWriting = true;
        return text.toString();
    }

    private synchronized void stopWriting() {
        isWriting = false;
        isClosed = true;
        dropped += lines.size();
        lines.clear();
        notifyAll();
    }
}
