package logtail.runtime;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brokers and topics of Kafka as people name them. */
public final class KafkaNames {
    private static final int DEFAULT_PORT = 9092;
    private static final int MAX_PORT = 0xFFFF;
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern BROKER = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]\\s]+)(?::([0-9]{1,5}))?");

    private KafkaNames() {}

    /** Whether Kafka takes a topic of this name: 1 to 249 of A-Z a-z 0-9 . _ -, and neither . nor .. */
    public static boolean isTopic(String name) {
        return TOPIC.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    /**
     * The brokers of a list such as {@code broker1:9092,broker2}, not resolved.
     *
     * @throws IllegalArgumentException when one of them is none; the message says what is taken
     */
    public static List<InetSocketAddress> brokers(String list) {
        return Stream.of(list.split(",", -1)).map(KafkaNames::broker).toList();
    }

    private static InetSocketAddress broker(String text) {
        var parts = BROKER.matcher(text.strip());
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
    public static String bootstrap(List<InetSocketAddress> brokers) {
        return brokers.stream().map(KafkaNames::text).collect(Collectors.joining(","));
    }

    private static String text(InetSocketAddress broker) {
        String host = broker.getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + broker.getPort();
    }
}
