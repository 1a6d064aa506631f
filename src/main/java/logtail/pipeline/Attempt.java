package logtail.pipeline;

import logtail.event.AttemptKey;
import logtail.event.BlockEncoder;
import logtail.journal.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to upload the lines of an idempotency key. Each line that it adds is counted by a receipt in the same
 * block, so the journal itself records how far the attempt got; or it is one of a {@link Delivery}, which counts by itself and
 * takes all lines each time. Belongs to one event loop from {@link Attempts#tryBegin} until {@link #end}.
 */
public final class Attempt {
    /** {@link #lines()} when all lines of the key are stored, however many they are. */
    static final int ALL = Integer.MAX_VALUE;

    private final Attempts attempts;
    private final AttemptKey key;
    private final long digest;
    private final boolean isOfOtherBody;
    private final int linesBefore;
    private final @Nullable Delivery delivery;
    private int lines;
    private boolean isOver;

    Attempt(Attempts attempts, AttemptKey key, long digest, StoredKeys.Begun begun) {
        this.attempts = attempts;
        this.key = key;
        this.digest = digest;
        isOfOtherBody = begun.isOfOtherBody();
        delivery = begun.delivery();
        linesBefore = begun.lines();
        lines = linesBefore;
    }

    /** How many lines of the key are stored or published; the next attempt skips as many. */
    public int lines() {
        return lines;
    }

    /** How many of its lines are stored although it does not skip them, as the journal does. */
    public int storedLines() {
        return delivery == null ? 0 : delivery.stored();
    }

    /** Whether earlier attempts had another body: then their key means something else, and nothing is to be stored. */
    public boolean isOfOtherBody() {
        return isOfOtherBody;
    }

    /** Whether all lines of this attempt were stored by earlier ones; asked when those that it added are. */
    public boolean isReplay() {
        return lines > 0 && (delivery == null ? lines == linesBefore : delivery.isReplay());
    }

    /** Counts the line that was just added to the slot, which is published next and has no others. */
    @SuppressWarnings("ReferenceEquality") // each try is one
    public void add(BlockSlot slot) {
        if (delivery == null) {
            add(slot.encoder());
            return;
        }
        if (slot.delivery != delivery && slot.encoder().count() > 1) {
            throw new IllegalStateException("a slot has other lines beside those of a key");
        }
        slot.delivery = delivery;
        lines++;
    }

    void add(BlockEncoder block) {
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
