package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.JournalEnd;
import logtail.journal.index.JournalIndex;
import org.jspecify.annotations.Nullable;

/**
 * How much each cycle that is over takes on disk, and when its newest event was received. The writer tells it of each
 * cycle that it leaves; those of earlier runs are looked up once: one read of the last block per file, unless something is wrong with it.
 *
 * <p>Size is where the last block ends. Files are written from their start without holes, but are as long as the mapped
 * stretch that they end in, so their length would count up to {@code blockSize} bytes that no disk block stands for.
 */
final class CycleEnds {
    /**
     * @param sizeBytes what the file takes on disk
     * @param receivedNs when the last sound event was received; when that is not told, when the file was last changed; its size is what its head tells then, as its length is mostly a hole
     */
    record End(long sizeBytes, long receivedNs) {}

    private final CycleFiles files;
    private final JournalIndex index;
    private final ConcurrentSkipListMap<Integer, End> ends = new ConcurrentSkipListMap<>();

    CycleEnds(CycleFiles files, JournalIndex index) {
        this.files = files;
        this.index = index;
    }

    /** Those that are over and older than {@code cycle}, oldest first. */
    NavigableMap<Integer, End> before(int cycle) {
        return ends.headMap(cycle, false);
    }

    void put(int cycle, End end) {
        ends.put(cycle, end);
    }

    long sizeBytes() {
        long sum = 0;
        for (End end : ends.values()) {
            sum += end.sizeBytes();
        }
        return sum;
    }

    /** Looks up those that are older than {@code current} and not known yet. */
    void lookUp(int current) throws IOException {
        for (int cycle : files.cycles()) {
            if (cycle < current && !ends.containsKey(cycle)) {
                ends.putIfAbsent(cycle, read(cycle));
            }
        }
    }

    /** Deletes the file of a cycle, then its index, and forgets it. */
    End delete(int cycle) throws IOException {
        files.delete(cycle);
        index.delete(cycle);
        @Nullable End end = ends.remove(cycle);
        return end != null ? end : new End(0, 0);
    }

    private End read(int cycle) throws IOException {
        try (var file = files.open(cycle)) {
            var end = JournalEnd.in(cycle, file);
            return end.isEmpty()
                    ? new End(
                            file.newestDocument(),
                            Files.getLastModifiedTime(files.path(cycle)).to(TimeUnit.NANOSECONDS))
                    : new End(end.offset(), end.receivedNs());
        } catch (NoSuchFileException e) {
            return new End(0, Long.MIN_VALUE);
        }
    }
}
