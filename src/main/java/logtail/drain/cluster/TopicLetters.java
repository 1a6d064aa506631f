package logtail.drain.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import logtail.drain.DeadLetter;
import logtail.drain.DeadLetters;
import logtail.journal.Journal;
import logtail.journal.kafka.Clients;
import logtail.runtime.Clock;
import logtail.runtime.Json;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one drain, in a topic of all drains: the key of a record is the drain's name, its value a {@link DeadLetter} or
 * a mark of which are removed, {@code {"removed":["ID",…]}}, or {@code {"removed":"all"}}. Kafka deletes the oldest when it is time. Any
 * thread.
 */
final class TopicLetters implements DeadLetters {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final long WRITE_WITHIN_S = 12;
    private static final int FETCH_BYTES = 1 << 20;
    private static final int MOST_REMOVED = 1_000; // by one mark
    private static final String REMOVED = "{\"removed\":";
    private static final String ALL = REMOVED + "\"all\"}";

    private final TopicPartition partition;
    private final byte[] key;
    private final Clients clients;
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;
    private final AtomicLong count = new AtomicLong();

    TopicLetters(String topic, String drain, Clients clients, Producer<byte[], byte[]> producer, Clock clock) {
        partition = new TopicPartition(topic, Slot.of(drain) % ClusterTopics.DEAD_PARTITIONS);
        key = drain.getBytes(UTF_8);
        this.clients = clients;
        this.producer = producer;
        this.clock = clock;
    }

    /** Counts them, which reads all. */
    void recount() throws IOException, InterruptedException {
        long[] counted = {0};
        forEach(line -> counted[0]++);
        count.set(counted[0]);
    }

    @Override
    public long count() {
        return count.get();
    }

    @Override
    public void add(long id, String reason, Journal journal) throws IOException {
        write(DeadLetter.describe(id, reason, clock.nowNs(), journal).stripTrailing());
        count.incrementAndGet();
    }

    @Override
    public void remove(long[] ids) throws IOException {
        for (int from = 0; from < ids.length; from += MOST_REMOVED) {
            List<String> some = Arrays.stream(ids, from, Math.min(ids.length, from + MOST_REMOVED))
                    .mapToObj(Long::toString)
                    .collect(Collectors.toList());
            write(Json.object().with("removed", some).toString());
        }
        count.addAndGet(-ids.length);
    }

    @Override
    public void clear() throws IOException {
        write(ALL);
        count.set(0);
    }

    private void write(String value) throws IOException {
        try {
            producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), key, value.getBytes(UTF_8)))
                    .get(WRITE_WITHIN_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw notStored(e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw notStored(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStored(e);
        }
    }

    private static IOException notStored(@Nullable Throwable why) {
        return new IOException("Kafka does not store the dead letter: " + (why == null ? "" : why.getMessage()), why);
    }

    /** Where marks stand: what they remove is before them. */
    private static final class Removed {
        private final Map<Long, Long> byId = new HashMap<>();
        private long allBefore = -1;

        void take(long offset, String line) throws IOException {
            if (line.equals(ALL)) {
                allBefore = offset;
                byId.clear();
            } else if (line.startsWith(REMOVED)) {
                for (Json id : Json.read(line).get("removed").items()) {
                    byId.put(Long.parseLong(id.text().orElse("0")), offset);
                }
            }
        }

        boolean has(long offset, String line) throws IOException {
            return line.startsWith(REMOVED)
                    || offset < allBefore
                    || offset < byId.getOrDefault(DeadLetter.id(line), -1L);
        }
    }

    private interface RecordReader {
        void read(long offset, String line) throws IOException, InterruptedException;
    }

    @Override
    public void forEach(Reader reader) throws IOException, InterruptedException {
        var removed = new Removed();
        forEachRecord(removed::take);
        forEachRecord((offset, line) -> {
            if (!removed.has(offset, line)) {
                reader.read(line);
            }
        });
    }

    private void forEachRecord(RecordReader reader) throws IOException, InterruptedException {
        try (var consumer = clients.consumer(Duration.ZERO, FETCH_BYTES)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), LOOK_UP).getOrDefault(partition, 0L);
            while (consumer.position(partition, LOOK_UP) < end) {
                for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
                    if (Arrays.equals(next.key(), key) && next.offset() < end) {
                        reader.read(next.offset(), new String(next.value(), UTF_8));
                    }
                }
            }
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException e) {
            throw new IOException("dead letters cannot be read: " + e.getMessage(), e);
        }
    }
}
