package logtail.ingest;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import logtail.runtime.MemoryBudget;

/**
 * The frames of one RELP session that have no answer yet, oldest first, at most {@value #FRAMES}; beyond that its client is not
 * read. They are answered in order: a line once it is in the journal. Remembers for a while what lines it answered, too. Frames
 * are counted from 0 here, as their own numbers begin again. Begins small, and accounts what it grows by against a memory budget.
 * Belongs to one event loop.
 */
final class RelpWindow {
    /** The most frames without an answer. */
    static final int FRAMES = 1024;

    private static final int MOST_SLOTS = 2 * FRAMES; // a power of two; the other half are answered ones
    private static final int FIRST_SLOTS = 256; // for a client that sends 128 ahead, as rsyslog does
    private static final int SLOT_BYTES = 2 * Integer.BYTES + Long.BYTES;
    private static final int NUMBER_DIGITS = 9;
    private static final long NO_LINE = 0;

    private final MemoryBudget.Share memory;
    private int[] numbers = new int[FIRST_SLOTS];
    private RelpAnswer[] answers = new RelpAnswer[FIRST_SLOTS];
    private long[] digests = new long[FIRST_SLOTS]; // NO_LINE for other frames
    private int grownBytes;
    private long remembered; // frames before it are forgotten
    private final byte[] digits = new byte[NUMBER_DIGITS];
    private long first; // without an answer
    private long next; // to come
    private long kept; // frames before it are in the journal, as far as they are lines
    private long unfinished = Long.MAX_VALUE; // the frame that is still coming
    private boolean isLost;

    RelpWindow(MemoryBudget.Share memory) {
        this.memory = memory;
    }

    /** Makes room for one more frame; false when no more may be taken. */
    boolean tryMakeRoom() {
        return next - first < numbers.length / 2 || isLost || tryGrow();
    }

    private boolean tryGrow() {
        int slots = numbers.length;
        if (slots == MOST_SLOTS || !memory.tryTake((long) slots * SLOT_BYTES)) {
            return false;
        }
        grownBytes += slots * SLOT_BYTES;
        remembered = Math.max(remembered, next - slots);
        numbers = Arrays.copyOf(numbers, 2 * slots);
        answers = Arrays.copyOf(answers, 2 * slots);
        digests = Arrays.copyOf(digests, 2 * slots);
        for (int slot = 0; slot < slots; slot++) { // each is where it was, or as far on as the ring has grown
            numbers[slot + slots] = numbers[slot];
            answers[slot + slots] = answers[slot];
            digests[slot + slots] = digests[slot];
        }
        return true;
    }

    /** Gives back the memory that it took; it takes no frames any more. */
    void end() {
        memory.give(grownBytes);
        grownBytes = 0;
    }

    /** Whether all are answered. */
    boolean isEmpty() {
        return first == next;
    }

    /** How many frames were taken. */
    long taken() {
        return next;
    }

    /** How many of them are answered. */
    long answered() {
        return first;
    }

    /** Takes a frame whose line is on its way to the journal. */
    void takeLine(int number, long digest) {
        take(number, RelpAnswer.OK, digest == NO_LINE ? 1 : digest);
    }

    /** Takes a frame that holds no line; it is answered in its turn. */
    void takeOther(int number, RelpAnswer answer) {
        take(number, answer, NO_LINE);
    }

    private void take(int number, RelpAnswer answer, long digest) {
        if (next - first == numbers.length && !isLost && !tryGrow()) {
            throw new MalformedMessageException("more than %d frames wait for an answer".formatted(numbers.length));
        }
        if (next - first == numbers.length) {
            first++;
        }
        int slot = slot(next);
        numbers[slot] = number;
        answers[slot] = answer;
        digests[slot] = digest;
        next++;
    }

    private int slot(long frame) {
        return (int) frame & numbers.length - 1;
    }

    /** The client is gone and will be answered nothing more; what it sent before may still be taken, however much. */
    void lose() {
        isLost = true;
    }

    /** Holds the answer of the frame taken last until the rest of it has come. */
    void waitForRest() {
        unfinished = next - 1;
    }

    /** The rest has come. */
    void takeRest() {
        unfinished = Long.MAX_VALUE;
    }

    /** The lines of the first {@code frames} frames are in the journal. */
    void keep(long frames) {
        kept = frames;
    }

    /** Whether there is anything to answer. */
    boolean isDue() {
        return first < next && first != unfinished && (first < kept || digests[slot(first)] == NO_LINE);
    }

    /** Writes all answers that are due. */
    void answer(ByteBuf out) {
        while (isDue()) {
            int slot = slot(first);
            writeNumber(numbers[slot], out);
            out.writeBytes(answers[slot].bytes());
            first++;
        }
    }

    /** The digests of the latest lines, oldest first. */
    long[] digests() {
        return digests(Math.max(remembered, next - numbers.length), next);
    }

    /** Those without an answer. */
    long[] unanswered() {
        return digests(first, next);
    }

    private long[] digests(long from, long to) {
        var found = new long[(int) (to - from)];
        int count = 0;
        for (long frame = from; frame < to; frame++) {
            long digest = digests[slot(frame)];
            if (digest != NO_LINE) {
                found[count++] = digest;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private void writeNumber(int number, ByteBuf out) {
        int at = NUMBER_DIGITS;
        for (int left = number; left > 0; left /= 10) {
            digits[--at] = (byte) ('0' + left % 10);
        }
        out.writeBytes(digits, at, NUMBER_DIGITS - at);
    }
}
