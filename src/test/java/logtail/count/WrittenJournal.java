package logtail.count;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import logtail.event.BlockEncoder;
import logtail.event.Event;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.journal.Blocks;
import logtail.journal.Journal;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;

/** A real journal with small files and a little of everything, for tests that hold numbers against the events themselves. */
final class WrittenJournal implements AutoCloseable {
    static final long BEGIN_NS = 1_800_000_000L * 1_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private final BlockEncoder encoder = new BlockEncoder(256 << 10, 64 << 10);
    private final Line line = new Line();
    private final Random random;
    private final ChronicleJournal journal;
    private long nowNs = BEGIN_NS;
    private int apps = 6;

    /** @param retainBytes what is older than so many bytes is deleted */
    WrittenJournal(Path directory, long seed, long retainBytes) {
        random = new Random(seed);
        journal = ChronicleJournal.open(
                new JournalSettings(
                        directory, 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), retainBytes),
                () -> nowNs);
    }

    Journal journal() {
        return journal;
    }

    Random random() {
        return random;
    }

    long nowNs() {
        return nowNs;
    }

    WrittenJournal withApps(int count) {
        apps = count;
        return this;
    }

    /** Writes blocks of up to 40 events over some time, a few of them late, some with times of their own. */
    WrittenJournal write(int blocks) {
        for (int i = 0; i < blocks; i++) {
            append();
            journal.commit();
        }
        return this;
    }

    /** Appends a block that nobody may see yet. */
    void append() {
        encoder.reset();
        nowNs += random.nextLong(3 * SECOND_NS);
        boolean isOfOneKind = random.nextInt(3) > 0;
        int app = random.nextInt(apps);
        Severity severity = severity();
        int events = 1 + random.nextInt(40);
        for (int event = 0; event < events; event++) {
            long timeNs = switch (random.nextInt(30)) {
                case 0 -> nowNs - random.nextLong(3_600 * SECOND_NS);
                case 1 -> nowNs + random.nextLong(300 * SECOND_NS);
                default -> nowNs - random.nextLong(SECOND_NS);
            };
            add("app-" + (isOfOneKind ? app : random.nextInt(apps)), isOfOneKind ? severity : severity(), timeNs);
        }
        encoder.finish();
        journal.append(encoder.bytes(), encoder.lengthBytes(), Blocks.NOBODY);
    }

    private void add(String app, Severity severity, long timeNs) {
        line.clear();
        line.app.set(Slice.of(app));
        line.process.set(Slice.of("p." + random.nextInt(2)));
        line.severity = severity.code();
        line.timeNs = timeNs;
        line.message.set(Slice.of((random.nextInt(9) == 0 ? "rare " : "common ") + "m".repeat(random.nextInt(2_000))));
        if (!encoder.tryAppend(line, nowNs - random.nextLong(SECOND_NS / 2))) {
            throw new AssertionError("too much for one block");
        }
    }

    private Severity severity() {
        return Severity.of(random.nextInt(4) == 0 ? random.nextInt(8) : Severity.INFO.code());
    }

    List<Event> events() {
        var events = new ArrayList<Event>();
        try (var reader = journal.openReader()) {
            for (var block = reader.next(); block != null; block = reader.next()) {
                events.addAll(Blocks.events(block));
            }
        }
        return events;
    }

    static String message(Event event) {
        return new String(event.message(), UTF_8);
    }

    @Override
    public void close() {
        journal.close();
    }
}
