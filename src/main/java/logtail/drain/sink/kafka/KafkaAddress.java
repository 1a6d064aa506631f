package logtail.drain.sink.kafka;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.drain.sink.Destination;

/**
 * A topic and where to ask for it: {@code kafka://HOST:PORT,HOST:PORT/TOPIC}.
 *
 * @param brokers those to begin with, not resolved; at least one
 * @param topic its name, of letters that Kafka takes
 */
record KafkaAddress(List<InetSocketAddress> brokers, String topic) {
    private static final int DEFAULT_PORT = 9092;
    private static final int MAX_PORT = 0xFFFF;
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern BROKER = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");

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
        if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    "%s names no topic; it stands behind the brokers, kafka://broker:9092/topic, 1 to 249 of A-Z a-z 0-9 . _ -"
                            .formatted(to));
        }
        return new KafkaAddress(
                Stream.of(authority.split(",", -1)).map(KafkaAddress::broker).toList(), topic);
    }

    private static InetSocketAddress broker(String text) {
        var parts = BROKER.matcher(text);
        int port = !parts.matches() ? -1 : parts.group(2) == null ? DEFAULT_PORT : Integer.parseInt(parts.group(2));
        if (port <= 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "'%s' is no broker; they are HOST:PORT, joined by commas".formatted(text));
        }
        return InetSocketAddress.createUnresolved(bare(parts.group(1)), port);
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The brokers as Kafka's clients take them. */
    String bootstrap() {
        return brokers.stream().map(KafkaAddress::text).collect(Collectors.joining(","));
    }

    private static String text(InetSocketAddress broker) {
        String host = broker.getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + broker.getPort();
    }

    @Override
    public String toString() {
        return bootstrap() + "/" + topic;
    }
}
