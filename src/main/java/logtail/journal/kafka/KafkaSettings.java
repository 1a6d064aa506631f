package logtail.journal.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import logtail.event.EventId;
import logtail.journal.JournalSettings;
import logtail.runtime.Env;
import logtail.runtime.KafkaNames;
import logtail.runtime.KafkaProperties;

/**
 * Where and how the journal is stored on Kafka.
 *
 * @param servers some brokers, {@code HOST:PORT,…}, from which the others are learnt ({@code LOGTAIL_KAFKA})
 * @param topic that holds the journal ({@code LOGTAIL_KAFKA_TOPIC})
 * @param lanes how many lanes a topic gets that is made here, from 2 to 256 ({@code LOGTAIL_KAFKA_LANES})
 * @param replicas how many brokers hold each block, from 1 to 16 ({@code LOGTAIL_KAFKA_REPLICAS})
 * @param mayCreate whether a missing topic is made ({@code LOGTAIL_KAFKA_CREATE})
 * @param packing how events are compressed ({@code LOGTAIL_KAFKA_COMPRESS})
 * @param retainFor how long Kafka keeps blocks of a topic that is made here ({@code LOGTAIL_RETAIN_FOR})
 * @param retainBytes the most that it keeps, all lanes together, on each replica ({@code LOGTAIL_RETAIN_BYTES})
 * @param properties of Kafka's clients, for security above all ({@code LOGTAIL_KAFKA_OPTIONS})
 */
public record KafkaSettings(
        String servers,
        String topic,
        int lanes,
        int replicas,
        boolean mayCreate,
        Packing packing,
        Duration retainFor,
        long retainBytes,
        Map<String, String> properties) {
    static final String SERVERS = "LOGTAIL_KAFKA";
    static final String TOPIC = "LOGTAIL_KAFKA_TOPIC";
    static final String LANES = "LOGTAIL_KAFKA_LANES";
    static final String REPLICAS = "LOGTAIL_KAFKA_REPLICAS";
    static final String CREATE = "LOGTAIL_KAFKA_CREATE";
    static final String OPTIONS = "LOGTAIL_KAFKA_OPTIONS";

    private static final String COMPRESS = "LOGTAIL_KAFKA_COMPRESS";

    /** Those that only this engine reads. */
    public static final List<String> NAMES = List.of(SERVERS, TOPIC, LANES, REPLICAS, CREATE, COMPRESS, OPTIONS);

    private static final String DEFAULT_TOPIC = "logtail";
    /** The ids of a journal of one lane are dense, as those of Kafka's records are not. */
    static final int LEAST_LANES = 2;

    private static final int DEFAULT_LANES = 12;
    private static final int DEFAULT_REPLICAS = 3;
    private static final int MOST_REPLICAS = 16;

    /** All names of properties have a dot, those in a login have none. */
    private static final String NAME = "[a-z]+(?:\\.[a-z]+)+";

    /** The space before a property, with no quotes open there. */
    private static final Pattern NEXT =
            Pattern.compile("\\s+(?=" + NAME + "=[^\"]*+(?:\"(?:[^\"\\\\]++|\\\\.)*+\"[^\"]*+)*+$)", Pattern.DOTALL);

    private static final Pattern PROPERTY = Pattern.compile("(" + NAME + ")=(.+)", Pattern.DOTALL);

    public KafkaSettings {
        properties = Map.copyOf(properties);
    }

    /** Reads the settings. */
    public static KafkaSettings from(Env env) {
        return new KafkaSettings(
                servers(env),
                topic(env),
                env.integer(LANES, DEFAULT_LANES, LEAST_LANES, EventId.MOST_LANES),
                env.integer(REPLICAS, DEFAULT_REPLICAS, 1, MOST_REPLICAS),
                env.text(CREATE).isEmpty() || env.flag(CREATE),
                env.choice(COMPRESS, Packing.ZSTD),
                JournalSettings.retainFor(env),
                JournalSettings.retainBytes(env),
                properties(env));
    }

    private static String servers(Env env) {
        Optional<String> value = env.text(SERVERS);
        if (value.isEmpty()) {
            env.reject(SERVERS, "missing; some brokers of the journal's Kafka, such as broker1:9092,broker2:9092");
            return "";
        }
        try {
            return KafkaNames.bootstrap(KafkaNames.brokers(value.get()));
        } catch (IllegalArgumentException e) {
            env.reject(SERVERS, String.valueOf(e.getMessage()));
            return "";
        }
    }

    private static String topic(Env env) {
        String topic = env.text(TOPIC).orElse(DEFAULT_TOPIC);
        if (!KafkaNames.isTopic(topic)) {
            env.reject(TOPIC, topic, "the name of a topic: 1 to 249 of A-Z a-z 0-9 . _ -");
        }
        return topic;
    }

    /** Values are not told when they are no good: they may be secrets. */
    private static Map<String, String> properties(Env env) {
        var properties = new HashMap<String, String>();
        for (String entry : env.text(OPTIONS).map(text -> NEXT.split(text, -1)).orElse(new String[0])) {
            var parts = PROPERTY.matcher(entry);
            if (!parts.matches()) {
                env.reject(
                        OPTIONS,
                        "…",
                        "PROPERTY=VALUE, separated by spaces, such as security.protocol=SSL client.rack=a");
                continue;
            }
            String property = parts.group(1);
            String value = parts.group(2).strip();
            KafkaProperties.refusal(property, value)
                    .ifPresentOrElse(
                            accepted -> env.reject(OPTIONS, "%s=…: takes %s".formatted(property, accepted)),
                            () -> properties.put(property, value));
        }
        return properties;
    }

    /** Without the values of properties, which may be secrets. */
    @Override
    public String toString() {
        return "%s at %s, %d lanes, %d replicas, properties %s"
                .formatted(topic, servers, lanes, replicas, properties.keySet());
    }
}
