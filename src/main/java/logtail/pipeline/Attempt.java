package logtail.pipeline;

import logtail.event.AttemptKey;
import logtail.event.BlockEncoder;

/**
 * One attempt to send the lines of a key. Each line that it adds is counted in the same block, so that the journal itself
 * tells how far an attempt came. Belongs to one event loop from {@link Attempts#tryBegin} until {@link #end}.
 */
public final class Attempt {
    /** {@link #lines()} of an attempt of which all is known to be kept, however many they are. */
    static final int ALL = Integer.MAX_VALUE;

    private final Attempts attempts;
    private final AttemptKey key;
    private final int linesBefore;
    private int lines;
    private boolean isOver;

    Attempt(Attempts attempts, AttemptKey key, int lines) {
        this.attempts = attempts;
        this.key = key;
        linesBefore = lines;
        this.lines = lines;
    }

    /** How many of its lines are in the journal or on their way there: those come first in the next attempt. */
    public int lines() {
        return lines;
    }

    /** Whether this attempt brought nothing new. */
    public boolean isReplay() {
        return lines == linesBefore && lines > 0;
    }

    /** One more line has just been added to {@code block}, which will be published. */
    public void add(BlockEncoder block) {
        lines++;
        block.addReceipt(key, lines);
    }

    /** This attempt is over, well or not; another may begin. Does nothing the second time. */
    public void end() {
        if (!isOver) {
            isOver = true;
            attempts.ended(this);
        }
    }

    AttemptKey key() {
        return key;
    }
}
