package logtail.drain.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import logtail.journal.kafka.Clients;
import logtail.runtime.Deadline;
import logtail.runtime.FaultHandler;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of this node, as a group of Kafka's shares them out among all. The state of a slot is the metadata of its committed
 * offset, and Kafka takes it from its owner alone. The thread {@code drain-slots} does all that the group wants; any thread may
 * commit.
 */
final class Slots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(5);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(8);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);
    private static final long LOOK_NS = 10_000_000;

    /** Who runs the drains of the slots. Both are called on the thread of the group and must not wait for a commit. */
    interface Keeper {
        /** Slots were gained, or lost for good. */
        void changed();

        /** Whether any drain of these still runs; they are to end. */
        boolean runsAny(Set<Slot> leaving);
    }

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Keeper keeper;
    private final Map<Integer, Slot> ours = new ConcurrentHashMap<>();
    private final Set<TopicPartition> gained =
            new HashSet<>(); // whose states are to be read; the thread's, as is the next
    private final SlotCommits commits;
    private final Thread thread;
    private volatile boolean isClosing;
    private volatile boolean isPolling;
    private boolean isRefused;

    /** @param topic whose partitions are the slots; also the name of the group */
    Slots(String topic, Clients clients, Keeper keeper, FaultHandler faults) {
        this.topic = topic;
        this.keeper = keeper;
        consumer = clients.member(topic);
        commits = new SlotCommits(topic, consumer, this::wake);
        thread = Threads.unstarted("drain-slots", this::run, faults);
    }

    void start() {
        thread.start();
    }

    /** The slot of a drain if it is this node's; else null. */
    @Nullable
    Slot of(String drain) {
        return ours.get(Slot.of(drain));
    }

    /**
     * Stores the state of a slot, and waits until Kafka has it.
     *
     * @throws logtail.drain.RunsElsewhereException when the slot is not ours any more
     * @throws java.io.UncheckedIOException when Kafka does not answer
     */
    void commit(Slot slot) {
        commits.commit(slot);
    }

    private void wake() {
        if (isPolling) {
            consumer.wakeup();
        }
    }

    private void run() {
        try {
            consumer.subscribe(List.of(topic), new Shares());
            while (!isClosing) {
                poll();
                readStates();
                commits.serve(ours.values());
            }
            commits.serve(ours.values());
        } finally {
            leave(new HashSet<>(ours.values()));
            consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
            commits.refuseAll();
        }
    }

    private void poll() {
        isPolling = true;
        try {
            consumer.poll(commits.areWanted() ? Duration.ZERO : POLL);
            isRefused = false;
        } catch (WakeupException e) {
            return; // somebody wants something
        } catch (KafkaException e) {
            if (!isRefused) {
                isRefused = true;
                LOG.warn("at=drains.group.refused reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
            }
            LockSupport.parkNanos(this, POLL.toNanos());
        } finally {
            isPolling = false;
        }
    }

    /** Takes over what was gained, once it is known what its last owners left. */
    private void readStates() {
        if (gained.isEmpty()) {
            return;
        }
        try {
            consumer.committed(Set.copyOf(gained), COMMIT_WITHIN)
                    .forEach((partition, state) -> ours.put(
                            partition.partition(),
                            new Slot(partition.partition(), state == null ? "" : state.metadata())));
            LOG.info("at=drains.slots gained={} ours={}", gained.size(), ours.size());
            gained.clear();
            keeper.changed();
        } catch (WakeupException e) {
            return; // next time
        } catch (KafkaException e) {
            LOG.warn("at=drains.slots.unread reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
        }
    }

    /** Lets the drains of these slots end, with their places stored, if they do so in time. */
    private void leave(Set<Slot> leaving) {
        Deadline deadline = Deadline.in(LEAVE_WITHIN);
        while (keeper.runsAny(leaving) && !deadline.isOver()) {
            commits.serve(ours.values());
            LockSupport.parkNanos(this, LOOK_NS);
        }
        commits.tellNext();
        commits.serve(ours.values());
        lose(leaving);
    }

    private void lose(Collection<Slot> lost) {
        for (Slot slot : lost) {
            slot.leave();
            ours.remove(slot.number());
            commits.forget(slot);
        }
    }

    private Set<Slot> slots(Collection<TopicPartition> partitions) {
        var slots = new HashSet<Slot>();
        for (TopicPartition partition : partitions) {
            Slot slot = ours.get(partition.partition());
            if (slot != null) {
                slots.add(slot);
            }
        }
        return slots;
    }

    private final class Shares implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            consumer.pause(assigned);
            gained.addAll(assigned);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            gained.removeAll(revoked);
            Set<Slot> leaving = slots(revoked);
            leave(leaving);
            if (!leaving.isEmpty()) {
                LOG.info("at=drains.slots left={} ours={}", leaving.size(), ours.size());
            }
        }

        /** Somebody else may have them by now. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            gained.removeAll(lost);
            Set<Slot> gone = slots(lost);
            lose(gone);
            LOG.warn("at=drains.slots lost={} ours={}", gone.size(), ours.size());
            keeper.changed();
        }
    }

    /** Leaves the group, so that other nodes run its drains from where they were. All drains have ended. */
    @Override
    public void close() {
        isClosing = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            return;
        }
        consumer.wakeup();
        try {
            thread.join(CLOSE_WITHIN.plus(CLOSE_WITHIN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
