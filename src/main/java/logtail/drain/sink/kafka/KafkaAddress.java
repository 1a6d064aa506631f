package logtail.drain.sink.kafka;

import java.net.InetSocketAddress;
import java.util.List;
import logtail.drain.sink.Destination;
import logtail.runtime.KafkaNames;

/**
 * A topic and where to ask for it: {@code kafka://HOST:PORT,HOST:PORT/TOPIC}.
 *
 * @param brokers those to begin with, not resolved; at least one
 * @param topic its name, of letters that Kafka takes
 */
record KafkaAddress(List<InetSocketAddress> brokers, String topic) {
    /**
     * Reads it from a destination.
     *
     * @throws IllegalArgumentException when it is no such address; the message says what is taken
     */
    static KafkaAddress of(Destination to) {
        String authority = to.url().getRawAuthority(); // java.net.URI knows no host in "a:1,b:2"
        if (authority == null || authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "kafka:// names brokers and no user: kafka://broker1:9092,broker2:9092/topic; a user goes into the"
                            + " options kafka.sasl.mechanism and kafka.sasl.jaas.config");
        }
        String path = to.url().getPath();
        String topic = path.startsWith("/") ? path.substring(1) : path;
        if (!KafkaNames.isTopic(topic)) {
            throw new IllegalArgumentException(
                    "%s names no topic; it stands behind the brokers, kafka://broker:9092/topic, 1 to 249 of A-Z a-z 0-9 . _ -"
                            .formatted(to));
        }
        return new KafkaAddress(KafkaNames.brokers(authority), topic);
    }

    /** The brokers as Kafka's clients take them. */
    String bootstrap() {
        return KafkaNames.bootstrap(brokers);
    }

    @Override
    public String toString() {
        return bootstrap() + "/" + topic;
    }
}
