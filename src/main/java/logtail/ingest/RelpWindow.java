package logtail.ingest;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The frames of one RELP session that have no answer yet, oldest first, at most {@value #FRAMES}; beyond that its client is not
 * read. They are answered in order: a line once it is in the journal. Remembers for a while what lines it answered, too. Frames
 * are counted from 0 here, as their own numbers begin again. Belongs to one event loop.
 */
final class RelpWindow {
    /** The most frames without an answer. */
    static final int FRAMES = 1024;

    private static final int SLOTS = 2 * FRAMES; // a power of two; the other half are answered ones
    private static final int SLOT_MASK = SLOTS - 1;
    private static final int NUMBER_DIGITS = 9;
    private static final long NO_LINE = 0;

    private final int[] numbers = new int[SLOTS];
    private final RelpAnswer[] answers = new RelpAnswer[SLOTS];
    private final long[] digests = new long[SLOTS]; // NO_LINE for other frames
    private final byte[] digits = new byte[NUMBER_DIGITS];
    private long first; // without an answer
    private long next; // to come
    private long kept; // frames before it are in the journal, as far as they are lines
    private long unfinished = Long.MAX_VALUE; // the frame that is still coming
    private boolean isLost;

    /** Whether no more frames may be taken. */
    boolean isFull() {
        return next - first >= FRAMES && !isLost;
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
        digests[(int) next & SLOT_MASK] = digest == NO_LINE ? 1 : digest;
        take(number, RelpAnswer.OK);
    }

    /** Takes a frame that holds no line; it is answered in its turn. */
    void takeOther(int number, RelpAnswer answer) {
        digests[(int) next & SLOT_MASK] = NO_LINE;
        take(number, answer);
    }

    private void take(int number, RelpAnswer answer) {
        if (next - first == SLOTS && isLost) {
            first++;
        } else if (next - first == SLOTS) {
            throw new MalformedMessageException("more than %d frames wait for an answer".formatted(SLOTS));
        }
        numbers[(int) next & SLOT_MASK] = number;
        answers[(int) next & SLOT_MASK] = answer;
        next++;
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
        return first < next && first != unfinished && (first < kept || digests[(int) first & SLOT_MASK] == NO_LINE);
    }

    /** Writes all answers that are due. */
    void answer(ByteBuf out) {
        while (isDue()) {
            int slot = (int) first & SLOT_MASK;
            writeNumber(numbers[slot], out);
            out.writeBytes(answers[slot].bytes());
            first++;
        }
    }

    /** The digests of the latest lines, at most {@value #SLOTS}, oldest first. */
    long[] digests() {
        return digests(Math.max(0, next - SLOTS), next);
    }

    /** Those without an answer. */
    long[] unanswered() {
        return digests(first, next);
    }

    private long[] digests(long from, long to) {
        var found = new long[(int) (to - from)];
        int count = 0;
        for (long frame = from; frame < to; frame++) {
            long digest = digests[(int) frame & SLOT_MASK];
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
