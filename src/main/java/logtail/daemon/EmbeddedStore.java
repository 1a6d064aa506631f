package logtail.daemon;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import logtail.journal.Journal;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.runtime.Clock;
import logtail.runtime.Durations;
import logtail.runtime.Json;

/** The journal in files of this machine. Measuring and describing it reads the disk. */
final class EmbeddedStore implements Store {
    private final JournalSettings settings;
    private final ChronicleJournal journal;
    private final Clock clock;
    private final OldestEvent oldest;

    private EmbeddedStore(JournalSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        journal = ChronicleJournal.open(settings, clock);
        oldest = new OldestEvent(journal, clock);
    }

    /** Opens the journal; locks the data directory. */
    static EmbeddedStore open(JournalSettings settings, Clock clock) {
        return new EmbeddedStore(settings, clock);
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public void measure(MeterRegistry metrics) {
        Gauge.builder("logtail.journal.oldest", journal, ChronicleJournal::firstIndex)
                .description("The oldest id in the journal")
                .register(metrics);
        Gauge.builder("logtail.journal.newest", journal, ChronicleJournal::lastIndex)
                .description("The newest id in the journal; it grows by one with each event")
                .register(metrics);
        Gauge.builder("logtail.journal.oldest.age", oldest::ageSeconds)
                .description("How long ago the oldest event in the journal was received")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("logtail.journal.size", journal, ChronicleJournal::sizeBytes)
                .description("What the journal's files take of LOGTAIL_RETAIN_BYTES")
                .baseUnit("bytes")
                .register(metrics);
        FunctionCounter.builder("logtail.journal.retired", journal, ChronicleJournal::retiredEvents)
                .description("Events that retention has deleted")
                .baseUnit("events")
                .register(metrics);
        FunctionCounter.builder("logtail.journal.damaged.places", journal, ChronicleJournal::damagedPlaces)
                .description("Damaged places in the journal's files that readers have met")
                .register(metrics);
        Gauge.builder("logtail.disk.free", this::freeBytes)
                .description("Free space on the disk of LOGTAIL_DATA")
                .baseUnit("bytes")
                .register(metrics);
        Gauge.builder("logtail.disk.reserve", settings::reserveBytes)
                .description("LOGTAIL_DISK_RESERVE: with less free space than that, no lines are taken")
                .baseUnit("bytes")
                .register(metrics);
    }

    @Override
    public void describe(Json status) {
        long first = journal.firstIndex();
        long last = journal.lastIndex();
        status.with("first", Long.toString(first)).with("last", Long.toString(last));
        double ageSeconds = oldest.ageSeconds();
        if (last >= first && !Double.isNaN(ageSeconds)) {
            status.with(
                    "oldest",
                    Instant.ofEpochSecond(0, clock.nowNs() - (long) (ageSeconds * 1e9))
                            .toString());
        }
        status.with("bytes", journal.sizeBytes())
                .with("retain_for", Durations.shown(settings.retainFor()))
                .with("retain_bytes", settings.retainBytes());
        double freeBytes = freeBytes();
        if (!Double.isNaN(freeBytes)) {
            status.with("disk_free", (long) freeBytes);
        }
    }

    private double freeBytes() {
        try {
            return Files.getFileStore(settings.directory()).getUsableSpace();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
