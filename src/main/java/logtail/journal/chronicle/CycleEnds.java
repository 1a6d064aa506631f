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
 * The size on disk and the newest time of receipt of each finished cycle. The writer adds each cycle that it leaves;
 * those of earlier runs are looked up once, with one read of the last block per file unless it is damaged.
 *
 * <p>The size is the offset at which the last block ends. The length of a file would count up to {@code blockSize}
 * bytes too many, because Chronicle extends a file to the end of its mapping and leaves that part a hole.
 */
final class CycleEnds {
    /**
     * @param sizeBytes the size of the file on disk
     * @param receivedNs when the last sound event was received. Without a sound block this is the time of the last
     *     change, and the size is the one that the file's head tells
     */
    record End(long sizeBytes, long receivedNs) {}

    private final CycleFiles files;
    private final JournalIndex index;
    private final ConcurrentSkipListMap<Integer, End> ends = new ConcurrentSkipListMap<>();

    CycleEnds(CycleFiles files, JournalIndex index) {
        this.files = files;
        this.index = index;
    }

    /** The finished cycles before {@code cycle}, oldest first. */
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

    /** Looks up the unknown cycles before {@code current}. */
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
