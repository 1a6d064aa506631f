package logtail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.parse.SyslogParser;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Appending and committing the block of one socket read, about 56 KiB of {@link SampleLines#GENERATED}, to the journal on
 * disk. Each iteration is one call that writes {@value #BLOCKS} blocks, 220 MiB, to a new journal in the directory for
 * temporary files, and deletes it then; so the disk used does not depend on how long is measured.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OperationsPerInvocation(JournalBenchmark.BLOCKS * SampleLines.COUNT)
public class JournalBenchmark extends LineBenchmark {
    static final int BLOCKS = 4096;

    private final Block block = SampleLines.GENERATED.block(new SyslogParser(ZoneOffset.UTC), NOW_NS);
    private final Journal.Appended appended = (first, count) -> keptIndex = first + count - 1;
    private long keptIndex;
    private @Nullable Path directory;
    private @Nullable Journal journal;

    @Setup(Level.Iteration)
    public void open() throws IOException {
        directory = Files.createTempDirectory("logtail-bench");
        journal = ChronicleJournal.open(JournalSettings.in(directory), () -> NOW_NS);
    }

    @TearDown(Level.Iteration)
    public void delete() throws IOException {
        if (journal == null || directory == null) {
            return;
        }
        journal.close();
        List<Path> children;
        try (var all = Files.walk(directory)) {
            children = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : children) {
            Files.delete(path);
        }
    }

    @Benchmark
    public long appendAndCommit() {
        for (int i = 0; i < BLOCKS; i++) {
            journal.append(block.bytes(), block.lengthBytes(), appended);
            journal.commit();
        }
        return keptIndex;
    }
}
