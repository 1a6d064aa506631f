package logtail.drain.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import logtail.drain.DrainException;
import logtail.drain.RunsElsewhereException;
import logtail.runtime.OwnLog;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits of the states of slots, which drains wait for and the group's thread makes, all that are wanted at one time in one. A state
 * that has changed is committed now and then too, for those who ask other nodes.
 */
final class SlotCommits {
    private static final Logger LOG = LoggerFactory.getLogger(SlotCommits.class);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(5);
    private static final long WAIT_MS = 12_000; // of a drain
    private static final long TELL_EVERY_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long OFFSET = 0; // its metadata is all that matters

    /** A drain that waits for its commit. */
    private record Request(Slot slot, CompletableFuture<Void> done) {}

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Runnable wake;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Map<Slot, String> told = new HashMap<>(); // the group's thread's, as is the next
    private long toldNs;

    /**
     * Commits by this member of the group.
     *
     * @param wake has the group's thread call {@link #serve} soon
     */
    SlotCommits(String topic, Consumer<byte[], byte[]> consumer, Runnable wake) {
        this.topic = topic;
        this.consumer = consumer;
        this.wake = wake;
    }

    /** Whether a drain waits for one. */
    boolean areWanted() {
        return !requests.isEmpty();
    }

    /**
     * Stores the state of a slot, and waits until Kafka has it. Any thread but the group's.
     *
     * @throws RunsElsewhereException when the slot is not ours any more
     * @throws UncheckedIOException when Kafka does not answer
     */
    void commit(Slot slot) {
        var request = new Request(slot, new CompletableFuture<>());
        requests.add(request);
        wake.run();
        try {
            request.done.get(WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw notStored("no broker has answered");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStored("interrupted");
        }
    }

    private static UncheckedIOException notStored(String why) {
        String what = "Kafka does not store the places of drains: " + why;
        return new UncheckedIOException(what, new IOException(what));
    }

    private static RunsElsewhereException elsewhere(Slot slot) {
        return new RunsElsewhereException("slot %d of the drains".formatted(slot.number()));
    }

    /**
     * Commits what is asked for, and now and then what has changed; the group's thread.
     *
     * @param ours all slots of this node
     */
    void serve(Collection<Slot> ours) {
        var taken = new ArrayList<Request>();
        for (Request next = requests.poll(); next != null; next = requests.poll()) {
            if (next.slot.isOurs()) {
                taken.add(next);
            } else {
                next.done.completeExceptionally(elsewhere(next.slot));
            }
        }
        Map<Slot, String> texts = texts(ours, taken);
        if (!texts.isEmpty()) {
            commit(texts, taken);
        }
    }

    private Map<Slot, String> texts(Collection<Slot> ours, List<Request> taken) {
        var texts = new HashMap<Slot, String>();
        boolean isTime = System.nanoTime() - toldNs > TELL_EVERY_NS;
        if (isTime) {
            toldNs = System.nanoTime();
            for (Slot slot : ours) {
                put(slot, texts, List.of());
            }
            texts.entrySet().removeIf(text -> text.getValue().equals(told.get(text.getKey())));
        }
        for (Request request : List.copyOf(taken)) {
            put(request.slot, texts, taken);
        }
        return texts;
    }

    private static void put(Slot slot, Map<Slot, String> texts, List<Request> taken) {
        try {
            texts.put(slot, slot.text());
        } catch (DrainException e) {
            taken.stream()
                    .filter(request -> request.slot == slot)
                    .forEach(request -> request.done.completeExceptionally(notStored(String.valueOf(e.getMessage()))));
        }
    }

    private void commit(Map<Slot, String> texts, List<Request> taken) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        texts.forEach((slot, text) -> offsets.put(partition(slot), new OffsetAndMetadata(OFFSET, text)));
        try {
            consumer.commitSync(offsets, COMMIT_WITHIN);
            told.putAll(texts);
            taken.forEach(request -> request.done.complete(null));
        } catch (WakeupException | RebalanceInProgressException e) {
            requests.addAll(taken); // after the next poll
        } catch (CommitFailedException | FencedInstanceIdException e) {
            LOG.info("at=drains.group.left reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
            taken.forEach(request -> request.done.completeExceptionally(elsewhere(request.slot)));
        } catch (KafkaException e) {
            taken.forEach(request -> request.done.completeExceptionally(notStored(String.valueOf(e.getMessage()))));
        }
    }

    private TopicPartition partition(Slot slot) {
        return new TopicPartition(topic, slot.number());
    }

    /** Has the next {@link #serve} commit what has changed. */
    void tellNext() {
        toldNs = System.nanoTime() - TELL_EVERY_NS - 1;
    }

    /** The slot is not ours any more. */
    void forget(Slot slot) {
        told.remove(slot);
    }

    /** Nothing will be committed any more. */
    void refuseAll() {
        for (Request next = requests.poll(); next != null; next = requests.poll()) {
            next.done.completeExceptionally(elsewhere(next.slot));
        }
    }
}
