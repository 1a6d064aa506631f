package logtail.runtime;

import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Which properties of Kafka's clients people may choose: only such that name no class, so that nobody has code loaded here by
 * its name. Knows no class of Kafka's.
 */
public final class KafkaProperties {
    private static final Pattern LOGIN = Pattern.compile(
            "\\s*org\\.apache\\.kafka\\.common\\.security\\.(plain\\.Plain|scram\\.Scram)LoginModule\\s+required\\s[^;]*;\\s*");
    private static final String LOGIN_PROPERTY = "sasl.jaas.config";

    private static final Set<String> OF_ALL_CLIENTS = Set.of(
            "client.dns.lookup",
            "client.id",
            "client.rack",
            "connections.max.idle.ms",
            "metadata.max.age.ms",
            "receive.buffer.bytes",
            "reconnect.backoff.max.ms",
            "reconnect.backoff.ms",
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

    private static final Set<String> OF_PRODUCERS = Set.of(
            "batch.size",
            "buffer.memory",
            "delivery.timeout.ms",
            "linger.ms",
            "max.block.ms",
            "max.request.size",
            "metadata.max.idle.ms",
            "request.timeout.ms");

    /** Kafka's own log: what fails comes to users through us, once, and not at every attempt. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private static final Logger KAFKA_CONNECTIONS = Logger.getLogger("org.apache.kafka.clients.NetworkClient");

    private KafkaProperties() {}

    /** Keeps Kafka's own log to what is a fault. */
    public static void quiet() {
        KAFKA.setLevel(Level.SEVERE);
        KAFKA_CONNECTIONS.setLevel(Level.OFF); // refused logins are errors to it
    }

    /** What is taken instead of this property of a client, without its value, which may be a secret; empty when it is good. */
    public static Optional<String> refusal(String property, String value) {
        if (!OF_ALL_CLIENTS.contains(property)) {
            return Optional.of("no such property of Kafka's clients, or one that is not for people to choose");
        }
        if (property.equals(LOGIN_PROPERTY) && !LOGIN.matcher(value).matches()) {
            return Optional.of(
                    "PlainLoginModule or ScramLoginModule, required, of Kafka's, with a username and a password");
        }
        return Optional.empty();
    }

    /** The same for a producer, of which more may be chosen. */
    public static Optional<String> refusalOfProducer(String property, String value) {
        return OF_PRODUCERS.contains(property) ? Optional.empty() : refusal(property, value);
    }
}
