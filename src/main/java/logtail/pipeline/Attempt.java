package logtail.pipeline;

import logtail.event.AttemptKey;
import logtail.event.BlockEncoder;

/**
 * One try to send the lines of a key. Each line that it adds is counted in the same block, so that the journal itself
 * tells how far a delivery came. Belongs to one event loop from {@link Attempts#tryBegin} until {@link #end}.
 */
public final class Attempt {
    private final AttemptKey key;
    private final int linesBefore;
    private volatile int lines; // one event loop writes, the next try's reads
    private volatile boolean isOpen = true;

    Attempt(AttemptKey key, int lines) {
        this.key = key;
        linesBefore = lines;
        this.lines = lines;
    }

    /** How many of its lines are in the journal or on their way there: those come first in the next try. */
    public int lines() {
        return lines;
    }

    /** Whether this try brought nothing new. */
    public boolean isReplay() {
        return lines == linesBefore && lines > 0;
    }

    /** One more line has just been added to {@code block}, which will be published. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
    public void add(BlockEncoder block) {
        lines++;
        block.addReceipt(key, lines);
    }

    /** This try is over, well or not; another may begin. */
    public void end() {
        isOpen = false;
    }

    boolean isOpen() {
        return isOpen;
    }
}
