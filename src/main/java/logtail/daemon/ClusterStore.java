package logtail.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import logtail.journal.Journal;
import logtail.journal.chronicle.DirectoryLock;
import logtail.journal.kafka.KafkaJournal;
import logtail.journal.kafka.KafkaSettings;
import logtail.runtime.FaultHandler;
import logtail.runtime.Json;

/** The journal on a Kafka cluster, which other daemons use too. The data directory holds only what belongs to this one. */
final class ClusterStore implements Store {
    private final KafkaSettings settings;
    private final DirectoryLock lock;
    private final KafkaJournal journal;

    private ClusterStore(KafkaSettings settings, DirectoryLock lock, KafkaJournal journal) {
        this.settings = settings;
        this.lock = lock;
        this.journal = journal;
    }

    /**
     * Opens the journal; locks the data directory.
     *
     * @throws logtail.journal.JournalFailedException when Kafka does not answer, the topic is not right, or the directory
     *     cannot be used
     */
    static ClusterStore open(KafkaSettings settings, Path data, FaultHandler faults) {
        DirectoryLock lock = DirectoryLock.acquire(data);
        try {
            return new ClusterStore(settings, lock, KafkaJournal.open(settings, faults));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public void measure(MeterRegistry metrics) {
        Gauge.builder("logtail.journal.lanes", journal, KafkaJournal::lanes)
                .description("Lanes of the journal: partitions of LOGTAIL_KAFKA_TOPIC that hold events")
                .register(metrics);
        Gauge.builder("logtail.journal.recent", journal, KafkaJournal::recentBytes)
                .description("Newest blocks of all lanes that are held in memory")
                .baseUnit("bytes")
                .register(metrics);
    }

    @Override
    public void describe(Json status) {
        status.with("brokers", settings.servers())
                .with("topic", settings.topic())
                .with("lanes", journal.lanes())
                .with("recent_bytes", journal.recentBytes());
    }

    @Override
    public void close() {
        try (lock) {
            journal.close();
        }
    }
}
