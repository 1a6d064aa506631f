package logtail.pipeline;

import logtail.event.AttemptKey;
import logtail.event.BlockEncoder;

/**
 * One attempt to upload the lines of an idempotency key. Each line that it adds is counted by a receipt in the same
 * block, so the journal itself records how far the attempt got. Belongs to one event loop from
 * {@link Attempts#tryBegin} until {@link #end}.
 */
public final class Attempt {
    /** {@link #lines()} when all lines of the key are stored, however many they are. */
    static final int ALL = Integer.MAX_VALUE;

    private final Attempts attempts;
    private final AttemptKey key;
    private final long digest;
    private final boolean isOfOtherBody;
    private final int linesBefore;
    private int lines;
    private boolean isOver;

    Attempt(Attempts attempts, AttemptKey key, long digest, boolean isOfOtherBody, int lines) {
        this.attempts = attempts;
        this.key = key;
        this.digest = digest;
        this.isOfOtherBody = isOfOtherBody;
        linesBefore = lines;
        this.lines = lines;
    }

    /** How many lines of the key are stored or published; the next attempt skips as many. */
    public int lines() {
        return lines;
    }

    /** Whether earlier attempts had another body: then their key means something else, and nothing is to be stored. */
    public boolean isOfOtherBody() {
        return isOfOtherBody;
    }

    /** Whether all lines of this attempt were stored by earlier ones. */
    public boolean isReplay() {
        return lines == linesBefore && lines > 0;
    }

    /** Counts the line that was just added to {@code block}, which is published next. */
    public void add(BlockEncoder block) {
        lines++;
        block.addReceipt(key, lines);
    }

    /** Counts a line that is not to be stored; without a receipt, so it may be counted again after a restart. */
    public void skip() {
        lines++;
    }

    /** Ends this attempt, successful or not, so that another may begin. Idempotent. */
    public void end() {
        if (!isOver) {
            isOver = true;
            attempts.ended(this);
        }
    }

    long digest() {
        return digest;
    }

    AttemptKey key() {
        return key;
    }
}
