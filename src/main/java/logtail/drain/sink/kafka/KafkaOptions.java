package logtail.drain.sink.kafka;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import logtail.runtime.Env;
import logtail.runtime.KafkaProperties;

/**
 * How we speak with Kafka: what our promises need, and what people may choose, {@code kafka.PROPERTY=value}
 * (see {@link KafkaProperties}).
 */
final class KafkaOptions {
    private static final String PREFIX = "kafka.";
    private static final String SERIALIZER = "org.apache.kafka.common.serialization.ByteArraySerializer";

    private KafkaOptions() {}

    /** How records are compressed on their way and in the topic. */
    enum Packing {
        ZSTD,
        GZIP,
        LZ4,
        OFF;

        private String kafkaName() {
            return this == OFF ? "none" : name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The properties of a producer.
     *
     * @param options all that were given, as {@code env} has them too
     */
    static Map<String, Object> properties(String drain, KafkaAddress to, Map<String, String> options, Env env) {
        var properties = new HashMap<String, Object>();
        properties.put("client.id", "logtail-" + drain);
        properties.put("max.block.ms", "10000"); // for metadata
        properties.put("request.timeout.ms", "10000");
        properties.put("delivery.timeout.ms", "30000"); // longer, and the drain says what is wrong
        properties.put("batch.size", Integer.toString(128 << 10));
        properties.put("buffer.memory", Integer.toString(16 << 20));
        options.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                pass(name, value, properties, env);
            }
        });
        properties.put("key.serializer", SERIALIZER);
        properties.put("value.serializer", SERIALIZER);
        properties.put("bootstrap.servers", to.bootstrap());
        properties.put("compression.type", env.choice("compress", Packing.ZSTD).kafkaName());
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true"); // retries neither double nor reorder
        properties.put("max.in.flight.requests.per.connection", "5");
        properties.put("enable.metrics.push", "false");
        properties.put("metric.reporters", ""); // no MBeans
        return properties;
    }

    /** Values are not told when they are no good: they may be secrets. */
    private static void pass(String name, String value, Map<String, Object> properties, Env env) {
        env.text(name);
        String property = name.substring(PREFIX.length());
        KafkaProperties.refusalOfProducer(property, value)
                .ifPresentOrElse(accepted -> env.reject(name, "…", accepted), () -> properties.put(property, value));
    }
}
