package logtail.pipeline;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.journal.Delivery;
import logtail.journal.Journal;
import logtail.journal.JournalFullException;
import logtail.runtime.CrashPoint;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the blocks of the ring to the journal, merging small neighbours, and commits once per batch. Those of a {@link Delivery}
 * go through it, each by itself. Then it
 * acknowledges the batch, frees its slots and resumes the senders that wait for room. Runs on the
 * {@code journal-writer} thread alone, so its fields are plain.
 */
final class JournalStage implements EventHandler<BlockSlot> {
    private static final Logger LOG = LoggerFactory.getLogger(JournalStage.class);
    private static final long FULL_RETRY_NS = 100_000_000;
    private static final int SMALL_BYTES = 16 * 1024;
    private static final int MERGED_BYTES = 64 * 1024;

    private final Journal journal;
    private final Consumer<Block> observer;
    private final Runnable roomMade;
    private final BlockEncoder merged;
    private final Block mergedView = new Block();
    private final List<Ack> acks = new ArrayList<>();
    private final Counter events;
    private final Counter bytes;
    private final Timer commits;
    private final Journal.Appended counted;
    private final CountDownLatch started = new CountDownLatch(1);
    private Sequence freed = new Sequence();
    private long batchStartNs;
    private boolean isBatchOpen;
    private boolean mayNap;
    private long unkept; // events published but not appended
    private long appended; // since the last commit
    private @Nullable Throwable failure;
    private volatile String trouble = "";
    private volatile long waitedNs;
    private volatile boolean isGivenUp;

    JournalStage(
            Journal journal, int maxMessageBytes, Consumer<Block> observer, Runnable roomMade, MeterRegistry metrics) {
        this.journal = journal;
        this.observer = observer;
        this.roomMade = roomMade;
        merged = new BlockEncoder(MERGED_BYTES, maxMessageBytes);
        events = Counter.builder("logtail.journal.events")
                .description("Events written to the journal")
                .register(metrics);
        bytes = Counter.builder("logtail.journal.bytes")
                .description("Bytes written to the journal, with headers")
                .register(metrics);
        commits = Timer.builder("logtail.journal.commit")
                .description("Time to write a batch, and to sync it with LOGTAIL_SYNC=group")
                .register(metrics);
        counted = (first, count) -> events.increment(count);
    }

    /** Why nothing is stored or shown at the moment; empty when all is well. Any thread. */
    String trouble() {
        String own = trouble;
        return own.isEmpty() ? journal.trouble() : own;
    }

    /** Whether the last batch had no acknowledgements to give. The writer's thread. */
    boolean mayNap() {
        return mayNap;
    }

    /** How long the first slot of the last batch had waited for it. Any thread. */
    long waitedNs() {
        return waitedNs;
    }

    /** Ends the wait for room or for other machines and refuses slots from then on; any thread. */
    void giveUp() {
        isGivenUp = true;
        journal.giveUp();
    }

    /** How many events were published but are not in the journal; valid once the thread has ended. */
    long unkept() {
        return unkept;
    }

    @Override
    public void onStart() {
        started.countDown();
    }

    /** Waits until the thread runs, so that a close right after the start is handled. */
    void awaitStart() {
        try {
            started.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void setSequenceCallback(Sequence sequence) {
        freed = sequence;
    }

    @Override
    public void onEvent(BlockSlot slot, long sequence, boolean endOfBatch) {
        if (!isBatchOpen) {
            isBatchOpen = true;
            batchStartNs = System.nanoTime();
            waitedNs = batchStartNs - slot.publishedNs;
        }
        unkept += slot.encoder().count();
        if (slot.ack != null) {
            acks.add(slot.ack);
        }
        try {
            keep(slot, endOfBatch);
        } finally {
            slot.reset();
            if (endOfBatch) {
                isBatchOpen = false;
                freed.set(sequence); // first, so that a sender that is woken finds the room
                roomMade.run();
            }
        }
    }

    /** After the first failure, appends nothing more, so that no line is ever stored without the lines before it. */
    private void keep(BlockSlot slot, boolean endOfBatch) {
        if (failure == null) {
            try {
                take(slot, endOfBatch);
                if (endOfBatch) {
                    commit();
                }
                return;
            } catch (JournalFullException e) { // given up, which is no fault of ours
                failure = e;
                unkept += appended;
            } catch (Throwable e) {
                failure = e;
                refuseAll(e);
                throw e;
            }
        }
        refuseAll(failure);
    }

    private void refuseAll(Throwable why) {
        acks.forEach(ack -> ack.refused(why));
        acks.clear();
    }

    private void take(BlockSlot slot, boolean endOfBatch) {
        if (slot.encoder().count() == 0) {
            return;
        }
        Block block = slot.block();
        if (slot.delivery != null) {
            appendMerged();
            append(block, slot.delivery);
            return;
        }
        boolean isAlone = endOfBatch && merged.count() == 0;
        if (isAlone || block.lengthBytes() > SMALL_BYTES) {
            appendMerged();
            append(block);
        } else if (!merged.tryAppendAll(block)) {
            appendMerged();
            append(block);
        }
    }

    /**
     * Appends the block; false when the disk is full. Nothing is dropped then: the ring fills up, and readers see what
     * was appended before.
     */
    private boolean isAppended(Block block, @Nullable Delivery delivery) {
        try {
            if (delivery == null) {
                journal.append(block.bytes(), block.lengthBytes(), counted);
            } else {
                delivery.append(block.bytes(), block.lengthBytes(), counted);
            }
        } catch (JournalFullException full) {
            if (trouble.isEmpty()) {
                trouble = String.valueOf(full.getMessage());
                LOG.warn("at=journal.full reason={}", OwnLog.quoted(trouble));
                journal.commit();
                appended = 0;
            }
            return false;
        }
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("at=journal.resumed");
        }
        return true;
    }

    private void commit() {
        appendMerged();
        journal.commit();
        appended = 0;
        mayNap = acks.isEmpty();
        CrashPoint.AFTER_COMMIT.reach();
        commits.record(System.nanoTime() - batchStartNs, TimeUnit.NANOSECONDS);
        for (int i = 0; i < acks.size(); i++) { // by index: no iterator per commit
            acks.get(i).kept();
        }
        acks.clear();
    }

    private void appendMerged() {
        if (merged.count() > 0) {
            merged.finish();
            append(mergedView.wrap(merged.bytes(), 0));
            merged.reset();
        }
    }

    private void append(Block block) {
        append(block, null);
    }

    private void append(Block block, @Nullable Delivery delivery) {
        while (!isAppended(block, delivery)) {
            if (isGivenUp) {
                throw new JournalFullException(trouble);
            }
            LockSupport.parkNanos(this, FULL_RETRY_NS);
        }
        unkept -= block.count();
        appended += block.count();
        bytes.increment(block.lengthBytes());
        observer.accept(block.wrap(block.bytes(), 0));
    }
}
