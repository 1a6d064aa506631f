package logtail.journal.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import logtail.journal.JournalFailedException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Makes Kafka's clients, with what our promises need and what the settings say. Close what it makes. Any thread. */
public final class Clients {
    private static final String SERIALIZER = "org.apache.kafka.common.serialization.ByteArraySerializer";
    private static final String DESERIALIZER = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    private static final int MOST_LANES_AT_ONCE = 4;
    private static final int MOST_NOTE_BYTES = 8 << 20;
    private static final Duration LEAST_REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaSettings settings;

    public Clients(KafkaSettings settings) {
        this.settings = settings;
    }

    /** What asks about topics and brokers. */
    public Admin admin() {
        return made(Admin::create, common(LEAST_REQUEST_TIMEOUT));
    }

    /** What never gives a block up, doubles it or sends it out of order once it has taken it. */
    Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = writing();
        properties.put("max.in.flight.requests.per.connection", "5");
        properties.put("delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE));
        properties.put("max.block.ms", "1000"); // a record that it has not taken is ours to offer again
        properties.put("compression.type", "none"); // as blocks are packed
        properties.put("batch.size", Integer.toString(64 << 10));
        properties.put("buffer.memory", Integer.toString(KafkaJournal.SENDING_BYTES));
        properties.put("max.request.size", Integer.toString(2 * TopicRules.MOST_RECORD_BYTES));
        return made(KafkaProducer::new, properties);
    }

    /** What writes records of up to 8 MiB and says within ten seconds whether they are stored. */
    public Producer<byte[], byte[]> noteProducer() {
        Map<String, Object> properties = writing();
        properties.put("delivery.timeout.ms", "10000");
        properties.put("max.block.ms", "5000");
        properties.put("compression.type", "zstd");
        properties.put("max.request.size", Integer.toString(MOST_NOTE_BYTES));
        properties.put("buffer.memory", Integer.toString(2 * MOST_NOTE_BYTES));
        return made(KafkaProducer::new, properties);
    }

    /** A member of a group, which shares out partitions and keeps offsets. */
    public Consumer<byte[], byte[]> member(String group) {
        Map<String, Object> properties = reading(LEAST_REQUEST_TIMEOUT);
        properties.put("group.id", group);
        properties.put("group.protocol", "classic"); // the newer one has sessions of 45 s unless brokers say otherwise
        properties.put("session.timeout.ms", "10000");
        properties.put("heartbeat.interval.ms", "2000");
        properties.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        properties.put("auto.offset.reset", "latest");
        return made(KafkaConsumer::new, properties);
    }

    /** What reads blocks from places that we tell. */
    public Consumer<byte[], byte[]> consumer(Duration maxWait, int maxBytesPerLane) {
        Map<String, Object> properties = reading(LEAST_REQUEST_TIMEOUT.plus(maxWait.multipliedBy(2)));
        properties.put("auto.offset.reset", "none");
        properties.put("check.crcs", "true");
        properties.put("fetch.min.bytes", "1");
        properties.put("fetch.max.wait.ms", Long.toString(maxWait.toMillis()));
        properties.put("max.partition.fetch.bytes", Integer.toString(maxBytesPerLane));
        properties.put("fetch.max.bytes", Integer.toString(MOST_LANES_AT_ONCE * maxBytesPerLane)); // of each broker
        return made(KafkaConsumer::new, properties);
    }

    private Map<String, Object> writing() {
        Map<String, Object> properties = common(LEAST_REQUEST_TIMEOUT);
        properties.put("key.serializer", SERIALIZER);
        properties.put("value.serializer", SERIALIZER);
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.put("linger.ms", "0"); // whoever writes waits for the brokers, so blocks fill up by themselves
        return properties;
    }

    private Map<String, Object> reading(Duration requestTimeout) {
        Map<String, Object> properties = common(requestTimeout);
        properties.put("key.deserializer", DESERIALIZER);
        properties.put("value.deserializer", DESERIALIZER);
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        return properties;
    }

    private Map<String, Object> common(Duration requestTimeout) {
        var properties = new HashMap<String, Object>();
        properties.put("client.id", "logtail");
        properties.put("reconnect.backoff.max.ms", "500");
        properties.putAll(settings.properties());
        properties.put("bootstrap.servers", settings.servers());
        properties.put("request.timeout.ms", Long.toString(requestTimeout.toMillis()));
        properties.put("enable.metrics.push", "false");
        properties.put("metric.reporters", ""); // no MBeans
        return properties;
    }

    private <T> T made(Function<Map<String, Object>, T> maker, Map<String, Object> properties) {
        try {
            return maker.apply(properties);
        } catch (KafkaException | IllegalArgumentException e) {
            throw new JournalFailedException(
                    "Kafka's client cannot begin with %s=%s and the properties of %s: %s"
                            .formatted(
                                    KafkaSettings.SERVERS, settings.servers(), KafkaSettings.OPTIONS, withoutValues(e)),
                    e);
        }
    }

    /** What is wrong, but for the values, which may be secrets. */
    private String withoutValues(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String text =
                String.valueOf(cause.getMessage()).replaceFirst("(?s)^Invalid value .* for configuration", "invalid");
        if (text.contains("JAAS")) {
            return "invalid sasl.jaas.config";
        }
        for (String value : settings.properties().values()) {
            text = text.replace(value, "…");
        }
        return text;
    }
}
