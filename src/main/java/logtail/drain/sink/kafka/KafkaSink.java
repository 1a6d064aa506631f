package logtail.drain.sink.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.BatchSink;
import logtail.drain.sink.Destination;
import logtail.net.AddressGuard;
import logtail.runtime.Env;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Apache Kafka: the app is the key, the event in JSON is the value. A batch is taken when the brokers have said so
 * for every record, all replicas in sync included. Kafka's classes are loaded with this one.
 */
public final class KafkaSink extends BatchSink {
    private static final BatchLimits LIMITS = new BatchLimits(10_000, 1 << 20, Duration.ofMillis(5));

    private final KafkaAddress to;
    private final Map<String, Object> properties;
    private final AddressGuard guard;
    private @Nullable KafkaLink link;

    private KafkaSink(KafkaAddress to, Map<String, Object> properties, AddressGuard guard) {
        super(new KafkaWriting(), LIMITS);
        this.to = to;
        this.properties = properties;
        this.guard = guard;
    }

    /**
     * One that is not connected yet.
     *
     * @throws IllegalArgumentException when the address or the value of a property is no good
     */
    public static KafkaSink create(
            String drain, Destination to, Map<String, String> options, Env env, AddressGuard guard) {
        var address = KafkaAddress.of(to);
        Map<String, Object> properties = KafkaOptions.properties(drain, address, options, env);
        try {
            ProducerConfig.configDef().parse(properties);
        } catch (ConfigException e) {
            throw new IllegalArgumentException("Kafka does not take this: " + e.getMessage(), e);
        }
        return new KafkaSink(address, properties, guard);
    }

    @Override
    public int copies() {
        return 3; // the batch, its records, and the producer's buffers
    }

    @Override
    public Answer send(Batch batch) throws IOException, InterruptedException {
        boolean isUsable = false;
        try {
            if (link == null) {
                link = KafkaLink.open(to, properties, guard);
            }
            Answer answer = answer(link.send(batch));
            isUsable = !(answer instanceof Answer.Later);
            return noted(batch, answer);
        } catch (InterruptException e) {
            Thread.interrupted(); // as the exception tells it
            throw interrupted(e);
        } catch (KafkaException e) {
            return KafkaFailures.answer(to, e);
        } catch (IllegalStateException | IllegalArgumentException e) { // of the producer, after it failed within
            throw new IOException("%s: %s".formatted(to, e.getMessage()), e);
        } catch (LinkageError e) { // zstd and lz4 bring native code, for which there may be no place
            throw new IOException("%s: cannot compress here, see the option compress: %s".formatted(to, e), e);
        } finally {
            if (!isUsable) {
                reset();
            }
        }
    }

    private Answer answer(List<Future<RecordMetadata>> outcomes) throws IOException, InterruptedException {
        var failures = new KafkaFailures(to);
        for (int i = 0; i < outcomes.size(); i++) {
            try {
                outcomes.get(i).get();
            } catch (ExecutionException e) {
                failures.add(i, e.getCause() == null ? e : e.getCause());
            }
        }
        return failures.answer();
    }

    private static InterruptedException interrupted(InterruptException cause) {
        var interrupted = new InterruptedException(cause.getMessage());
        interrupted.initCause(cause);
        return interrupted;
    }

    @Override
    protected void disconnect() {
        if (link != null) {
            link.close();
            link = null;
        }
    }
}
