package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Encoded events that can be shown only after the last one has been read: the last N, or newest first. Holds at most {@value
 * #MOST_BYTES} bytes and reports dropped events as a gap. One thread.
 */
public final class HeldLines {
    private static final int MOST_BYTES = 96 << 20; // of the 256 MiB that bin/logtail gives us
    private static final byte[] CONTEXT_END = ",\"context\":true}".getBytes(US_ASCII);

    private final long mostBytes;
    private final long most;
    private final long contextBefore;
    private final boolean reverse;
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private long matches;
    private long bytes;
    private byte[] firstLost = {};
    private byte[] lastLost = {};
    private long lost;

    /**
     * Holds the last lines.
     *
     * @param most most matches
     * @param contextBefore most lines of context before the first match
     * @param reverse whether to show the newest first
     */
    HeldLines(long most, long contextBefore, boolean reverse) {
        this(most, contextBefore, reverse, MOST_BYTES);
    }

    HeldLines(long most, long contextBefore, boolean reverse, long mostBytes) {
        this.mostBytes = mostBytes;
        this.most = most;
        this.contextBefore = contextBefore;
        this.reverse = reverse;
    }

    /** Copies an NDJSON line without its line end. */
    void add(byte[] source, int from, int length) {
        byte[] line = Arrays.copyOfRange(source, from, from + length);
        lines.add(line);
        bytes += length;
        matches += isContext(line) ? 0 : 1;
        while (matches > most) {
            removeOldest();
        }
        while (bytes > mostBytes) {
            lose(removeOldest());
        }
    }

    /** Shows all lines until {@code display} is done. */
    void show(Display display) {
        dropContextOfEarlier();
        boolean isWanted = reverse || tellLost(display);
        Iterator<byte[]> ordered = reverse ? lines.descendingIterator() : lines.iterator();
        while (isWanted && ordered.hasNext()) {
            byte[] line = ordered.next();
            isWanted = display.line(line, 0, line.length);
        }
        if (isWanted && reverse) {
            tellLost(display);
        }
    }

    private byte[] removeOldest() {
        byte[] line = lines.remove();
        bytes -= line.length;
        matches -= isContext(line) ? 0 : 1;
        return line;
    }

    private void lose(byte[] line) {
        firstLost = lost == 0 ? line : firstLost;
        lastLost = line;
        lost++;
    }

    private boolean tellLost(Display display) {
        long missing = Math.min(lost, most - matches); // further ones would have been dropped anyway
        if (missing <= 0) {
            return true;
        }
        byte[] gap = "{\"gap\":{\"from\":\"%s\",\"to\":\"%s\",\"count\":%d,\"reason\":\"memory\"}}"
                .formatted(id(firstLost), id(lastLost), missing)
                .getBytes(US_ASCII);
        return display.line(gap, 0, gap.length);
    }

    /** Drops context that follows dropped matches, except what precedes the first held match. */
    private void dropContextOfEarlier() {
        long context = lines.stream().takeWhile(HeldLines::isContext).count();
        for (; context > contextBefore; context--) {
            removeOldest();
        }
    }

    private static boolean isContext(byte[] line) {
        int from = line.length - CONTEXT_END.length;
        return from >= 0 && Arrays.equals(line, from, line.length, CONTEXT_END, 0, CONTEXT_END.length);
    }

    /** The id, which is the first member, in quotes. */
    private static String id(byte[] line) {
        return new String(line, 0, Math.min(line.length, 64), US_ASCII).split("\"", 5)[3];
    }
}
