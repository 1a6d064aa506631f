package logtail.drain.sink.kafka;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import logtail.runtime.Env;

/**
 * How we speak with Kafka: what our promises need, and what people may choose, {@code kafka.PROPERTY=value}. Only
 * properties that name no class are taken, so that whoever may add a drain cannot have code loaded here by its name.
 */
final class KafkaOptions {
    private static final String PREFIX = "kafka.";
    private static final Pattern LOGIN = Pattern.compile(
            "\\s*org\\.apache\\.kafka\\.common\\.security\\.(plain\\.Plain|scram\\.Scram)LoginModule\\s+required\\s[^;]*;\\s*");
    private static final String SERIALIZER = "org.apache.kafka.common.serialization.ByteArraySerializer";
    private static final String LOGIN_PROPERTY = "sasl.jaas.config";
    private static final Set<String> PROPERTIES = Set.of(
            "batch.size",
            "buffer.memory",
            "client.dns.lookup",
            "client.id",
            "client.rack",
            "connections.max.idle.ms",
            "delivery.timeout.ms",
            "linger.ms",
            "max.block.ms",
            "max.request.size",
            "metadata.max.age.ms",
            "metadata.max.idle.ms",
            "receive.buffer.bytes",
            "reconnect.backoff.max.ms",
            "reconnect.backoff.ms",
            "request.timeout.ms",
            "retry.backoff.max.ms",
            "retry.backoff.ms",
            LOGIN_PROPERTY,
            "sasl.mechanism",
            "security.protocol",
            "send.buffer.bytes",
            "socket.connection.setup.timeout.max.ms",
            "socket.connection.setup.timeout.ms",
            "ssl.cipher.suites",
            "ssl.enabled.protocols",
            "ssl.endpoint.identification.algorithm",
            "ssl.key.password",
            "ssl.keystore.certificate.chain",
            "ssl.keystore.key",
            "ssl.keystore.location",
            "ssl.keystore.password",
            "ssl.keystore.type",
            "ssl.protocol",
            "ssl.truststore.certificates",
            "ssl.truststore.location",
            "ssl.truststore.password",
            "ssl.truststore.type");

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
        if (!PROPERTIES.contains(property)) {
            env.reject(name, "…", "no such property of Kafka's producer, or one that is not for drains to choose");
        } else if (property.equals(LOGIN_PROPERTY) && !LOGIN.matcher(value).matches()) {
            env.reject(
                    name,
                    "…",
                    "PlainLoginModule or ScramLoginModule, required, of Kafka's, with a username and a password");
        } else {
            properties.put(property, value);
        }
    }
}
