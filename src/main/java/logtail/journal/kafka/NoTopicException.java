package logtail.journal.kafka;

/** There is no journal on the cluster that was asked. */
public final class NoTopicException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoTopicException(KafkaSettings settings) {
        super("there is no topic %s (%s) at %s (%s)"
                .formatted(settings.topic(), KafkaSettings.TOPIC, settings.servers(), KafkaSettings.SERVERS));
    }
}
