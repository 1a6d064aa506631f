package logtail.daemon;

import java.io.OutputStream;
import logtail.journal.kafka.KafkaSettings;

/** The journal on a Kafka topic. */
record InspectedTopic(KafkaSettings settings) implements InspectedJournal {
    @Override
    public String place() {
        return "topic %s at %s".formatted(settings.topic(), settings.servers());
    }

    @Override
    public String part() {
        return "block";
    }

    @Override
    public void printStats(Report report) {
        new TopicStats(settings, report).print(place());
    }

    @Override
    public boolean verify(Report report) {
        return new TopicVerification(report).verify(settings, place());
    }

    @Override
    public void export(long from, long to, OutputStream target, ExportProgress progress) {
        new TopicExport(from, to, new ExportedRows(target), progress).export(settings);
    }

    @Override
    public void printIds(Report report) {
        throw new NoSuchRangeException(
                "each lane of %s has ids of its own; logtail journal stats shows them".formatted(place()));
    }
}
