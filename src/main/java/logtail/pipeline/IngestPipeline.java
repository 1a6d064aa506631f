package logtail.pipeline;

import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.EventProcessorFactory;
import com.lmax.disruptor.dsl.ProducerType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.runtime.FaultHandler;
import org.jspecify.annotations.Nullable;

/**
 * Passes blocks from the event loops to the journal writer: the write path on one page.
 *
 * <pre>
 *   event loops                          ring                      journal-writer
 *   tryClaim → encode lines → publish ─▶ slot slot slot … ─▶ merge small → append → commit → acks, room
 *       │ null: full                                                                          │
 *       └── stop reading, whenRoom(resume) ◀──────────────────────────────────────────────────┘
 * </pre>
 *
 * One slot per socket read, not per line. The journal keeps the order of the claims, so a line waits for all that is in the
 * ring; {@link Turns} keep that short. Nobody spins: the writer blocks
 * while the ring is empty; an event loop whose claim fails stops reading the socket and is called back when slots are
 * free.
 */
public final class IngestPipeline implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    private final Disruptor<BlockSlot> disruptor;
    private final AtomicReference<@Nullable Thread> writer = new AtomicReference<>();
    private final RingBuffer<BlockSlot> ring;
    private final JournalStage stage;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Turns turns;
    private final Counter full;
    private volatile boolean isClosing;

    private IngestPipeline(
            PipelineSettings settings,
            Journal journal,
            Consumer<Block> observer,
            MeterRegistry metrics,
            FaultHandler faults) {
        int slots = settings.slots();
        var sleep = new PublishedWaitStrategy();
        disruptor = new Disruptor<>(settings::newSlot, slots, this::newWriter, ProducerType.MULTI, sleep);
        stage = new JournalStage(journal, settings.maxMessageBytes(), observer, this::roomMade, metrics);
        EventProcessorFactory<BlockSlot> appending = (buffer, barriers) -> {
            var processor = new BatchEventProcessorBuilder()
                    .setMaxBatchSize(Math.max(
                            1, slots / 4)) // frees slots while a long backlog is written; whenRoom relies on it
                    .build(buffer, buffer.newBarrier(barriers), stage);
            processor.setExceptionHandler(new FaultReporter(faults)); // the default handler only logs
            return processor;
        };
        disruptor.handleEventsWith(appending);
        sleep.watch(disruptor.getRingBuffer()::isAvailable, stage::mayNap);
        ring = disruptor.start();
        turns = new Turns(ring, stage::waitedNs);
        stage.awaitStart();
        full = Counter.builder("logtail.ring.full")
                .description("How often a listener met the full ring and stopped reading")
                .register(metrics);
        Gauge.builder("logtail.ring.occupancy", ring, r -> 1 - (double) r.remainingCapacity() / r.getBufferSize())
                .description("The part of the ring between sockets and journal that is in use")
                .baseUnit("ratio")
                .register(metrics);
    }

    /** How many slots the ring has. */
    public int ringSlots() {
        return ring.getBufferSize();
    }

    /** How many of them are in use; any thread. */
    public long usedRingSlots() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    /**
     * Starts the {@code journal-writer} thread.
     *
     * @param observer called with every appended block on the journal writer; must be quick
     * @param faults called when the journal or our own code fails; the pipeline then stops for good
     */
    public static IngestPipeline start(
            PipelineSettings settings,
            Journal journal,
            Consumer<Block> observer,
            MeterRegistry metrics,
            FaultHandler faults) {
        return new IngestPipeline(settings, journal, observer, metrics, faults);
    }

    /**
     * Claims an empty slot; null when the ring is full: then stop reading and call {@link #whenRoom}. Fill and
     * {@link #publish} the slot soon, because all later claims wait behind it. Any thread.
     */
    public @Nullable BlockSlot tryClaim() {
        try {
            long sequence = ring.tryNext();
            BlockSlot slot = ring.get(sequence);
            slot.sequence = sequence;
            return slot;
        } catch (InsufficientCapacityException e) {
            full.increment();
            return null;
        }
    }

    /** Hands a claimed slot to the journal writer, which calls {@code ack}, if any, once the events are stored. */
    public void publish(BlockSlot slot, @Nullable Ack ack) {
        if (slot.encoder().count() > 0) {
            slot.encoder().finish();
        }
        slot.ack = ack;
        slot.publishedNs = System.nanoTime();
        ring.publish(slot.sequence);
    }

    /**
     * Runs {@code resume} once when slots are free: on the {@code journal-writer}, or at once on this thread when some
     * are already. It must be quick and must try to claim again.
     */
    public void whenRoom(Runnable resume) {
        waiting.add(resume);
        if (ring.hasAvailableCapacity(1)) {
            wakeWaiting(); // the slots came free between the failed claim and now
        }
    }

    /** Whether lines wait long, so that whoever sends many is to let others go first: {@link #whenTurn}. Any thread. */
    public boolean isCrowded() {
        return turns.isCrowded();
    }

    /** Runs {@code resume} once, as {@link #whenRoom} does, when it is its turn to have one more slot of the crowded ring. */
    public void whenTurn(Runnable resume) {
        turns.await(resume);
    }

    /** Why the pipeline stores no lines at the moment, such as a full disk; empty when it does. Any thread. */
    public String trouble() {
        return isClosing ? "the daemon is stopping" : stage.trouble();
    }

    /**
     * Appends all published slots and ends the thread. All senders must have stopped.
     *
     * @throws JournalFailedException when the disk stays full; the message says how many lines are lost
     */
    @Override
    public void close() {
        if (isClosing) {
            return;
        }
        isClosing = true;
        if (!isFinished()) {
            stage.giveUp();
            if (!isFinished()) {
                disruptor.halt();
                throw new IllegalStateException("journal-writer did not finish within " + CLOSE_SECONDS + " s");
            }
        }
        awaitWriter(); // it may still write a late slot, and the journal is closed next
        if (!stage.trouble().isEmpty() && stage.unkept() > 0) {
            throw new JournalFailedException(
                    "stopped while %s: %d unacknowledged lines are lost".formatted(stage.trouble(), stage.unkept()));
        }
    }

    private boolean isFinished() {
        try {
            disruptor.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Thread newWriter(Runnable duty) {
        Thread thread = Thread.ofPlatform().name("journal-writer").daemon().unstarted(duty);
        writer.set(thread);
        return thread;
    }

    private void awaitWriter() {
        Thread thread = writer.get();
        try {
            if (thread != null && !thread.join(Duration.ofSeconds(CLOSE_SECONDS))) {
                throw new IllegalStateException("journal-writer did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void roomMade() {
        wakeWaiting();
        turns.give();
    }

    private void wakeWaiting() {
        for (int n = waiting.size(); n > 0; n--) {
            Runnable resume = waiting.poll();
            if (resume == null) {
                return;
            }
            resume.run();
        }
    }

    private record FaultReporter(FaultHandler faults) implements ExceptionHandler<Object> {
        @Override
        public void handleEventException(Throwable fault, long sequence, Object slot) {
            report(fault);
        }

        @Override
        public void handleOnStartException(Throwable fault) {
            report(fault);
        }

        @Override
        public void handleOnShutdownException(Throwable fault) {
            report(fault);
        }

        private void report(Throwable fault) {
            faults.onFault("journal-writer", fault);
        }
    }
}
