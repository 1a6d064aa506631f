package logtail.drain.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import logtail.drain.Drain;
import logtail.drain.DrainException;
import logtail.journal.JournalFailedException;
import logtail.journal.kafka.Clients;
import logtail.runtime.Deadline;
import logtail.runtime.FaultHandler;
import logtail.runtime.OwnLog;
import logtail.runtime.Threads;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions of all drains, in a compacted topic: the key of a record is the name, its value the definition, none for a drain
 * that is removed. The thread {@code drain-definitions} reads them; any thread may ask and write. Who has written finds it here.
 */
final class Definitions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration START_WITHIN = Duration.ofSeconds(15);
    private static final Duration WRITE_WITHIN = Duration.ofSeconds(12);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);
    private static final int FETCH_BYTES = 256 << 10;
    private static final long PAUSE_MS = 500;

    /** What is known under a name: a definition, or why there is none that can be read. */
    record Known(@Nullable Definition definition, String whyNot) {}

    private final String topic;
    private final DefinitionCodec codec;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final Runnable changed;
    private final SortedMap<String, Known> known = new ConcurrentSkipListMap<>();
    private final long[] readTo = new long[Slot.COUNT]; // guarded by this
    private boolean isRefused; // the thread's
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Reads all that there is.
     *
     * @param changed called on the thread after changes
     * @throws JournalFailedException when they cannot be read
     */
    Definitions(String topic, Clients clients, DefinitionCodec codec, Runnable changed, FaultHandler faults) {
        this.topic = topic;
        this.codec = codec;
        this.changed = changed;
        consumer = clients.consumer(MAX_WAIT, FETCH_BYTES);
        producer = clients.noteProducer();
        thread = Threads.unstarted("drain-definitions", this::run, faults);
        try {
            readAll();
        } catch (RuntimeException e) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            producer.close(Duration.ZERO);
            throw e instanceof KafkaException
                    ? new JournalFailedException("cannot read topic %s: %s".formatted(topic, e.getMessage()), e)
                    : e;
        }
    }

    private void readAll() {
        List<TopicPartition> partitions = IntStream.range(0, Slot.COUNT)
                .mapToObj(slot -> new TopicPartition(topic, slot))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, START_WITHIN);
        Deadline deadline = Deadline.in(START_WITHIN);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (deadline.isOver()) {
                throw new JournalFailedException(
                        "topic %s could not be read within %d s".formatted(topic, START_WITHIN.toSeconds()));
            }
            consumer.poll(POLL).forEach(this::take);
        }
    }

    void start() {
        thread.start();
    }

    /** All, by name. */
    SortedMap<String, Known> all() {
        return new TreeMap<>(known);
    }

    /** One of them; null when there is none. */
    @Nullable
    Known get(String name) {
        return known.get(name);
    }

    /**
     * Writes the definition of a drain, and waits until it is known here.
     *
     * @throws DrainException when Kafka does not take it
     */
    void put(Definition definition) {
        write(definition.drain().name(), codec.write(definition));
    }

    /** Removes a definition, likewise. */
    void remove(String name) {
        write(name, null);
    }

    private void write(String name, byte @Nullable [] value) {
        int slot = Slot.of(name);
        Deadline deadline = Deadline.in(WRITE_WITHIN);
        try {
            RecordMetadata written = producer.send(new ProducerRecord<>(topic, slot, name.getBytes(UTF_8), value))
                    .get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
            awaitRead(slot, written.offset(), deadline);
        } catch (ExecutionException e) {
            throw failed(name, e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw failed(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(name, e);
        }
    }

    private static DrainException failed(String name, @Nullable Throwable why) {
        return new DrainException(
                DrainException.Kind.FAILED,
                "Kafka does not take the definition of drain '%s': %s"
                        .formatted(name, why == null ? "" : why.getMessage()),
                why);
    }

    private synchronized void awaitRead(int slot, long offset, Deadline deadline) throws InterruptedException {
        while (readTo[slot] <= offset && !deadline.isOver()) {
            wait(Math.max(1, deadline.left().toMillis()));
        }
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void step() throws InterruptedException {
        try {
            var records = consumer.poll(POLL);
            isRefused = false;
            if (!records.isEmpty()) {
                records.forEach(this::take);
                changed.run();
            }
        } catch (WakeupException e) {
            return; // it closes
        } catch (KafkaException e) {
            if (!isRefused) {
                isRefused = true;
                LOG.warn("at=drains.definitions.refused reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
            }
            closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> next) {
        String name = new String(next.key(), UTF_8);
        if (!Drain.isName(name)) {
            LOG.warn("at=drains.foreign partition={} offset={}", next.partition(), next.offset());
        } else if (next.value() == null) {
            known.remove(name);
        } else {
            known.put(name, read(name, next.value()));
        }
        synchronized (this) {
            readTo[next.partition()] = next.offset() + 1;
            notifyAll();
        }
    }

    private Known read(String name, byte[] value) {
        try {
            return new Known(codec.read(name, value), "");
        } catch (IllegalArgumentException e) {
            LOG.error("at=drain.broken drain={} reason={}", name, OwnLog.quoted(String.valueOf(e.getMessage())));
            return new Known(null, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        producer.close(Duration.ZERO);
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            return;
        }
        consumer.wakeup();
        try {
            thread.join(CLOSE_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
