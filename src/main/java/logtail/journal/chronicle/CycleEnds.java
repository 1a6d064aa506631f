package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much each cycle that is over takes on disk, and when its newest event was received. The writer tells it of each
 * cycle that it leaves; those of earlier runs are looked up once: one seek to the last excerpt per file.
 *
 * <p>Size is where the last excerpt ends. Files are written from their start without holes, but are as long as the mapped
 * stretch that they end in, so their length would count up to {@code blockSize} bytes that no disk block stands for. It
 * is a little too much: of the two index tables at the start, 64 KiB each, only the pages in use are on disk.
 */
final class CycleEnds {
    /**
     * @param sizeBytes what the file takes on disk
     * @param receivedNs when the last sound event was received; when there is none, when the file was last changed
     */
    record End(long sizeBytes, long receivedNs) {}

    private final CycleNames names;
    private final JournalIndex index;
    private final ConcurrentSkipListMap<Integer, End> ends = new ConcurrentSkipListMap<>();

    CycleEnds(CycleNames names, JournalIndex index) {
        this.names = names;
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
    void lookUp(CycleStarts starts, int current, ExcerptCursor cursor) throws IOException {
        for (int cycle : starts.cycles()) {
            if (cycle < current && !ends.containsKey(cycle)) {
                ends.putIfAbsent(cycle, end(cycle, starts, cursor));
            }
        }
    }

    /** Deletes the file of a cycle, then its index, and forgets it. */
    End delete(int cycle) throws IOException {
        Files.deleteIfExists(names.blocks(cycle));
        index.delete(cycle);
        @Nullable End end = ends.remove(cycle);
        return end != null ? end : new End(0, 0);
    }

    private End end(int cycle, CycleStarts starts, ExcerptCursor cursor) throws IOException {
        try {
            @Nullable End read = read(cycle, starts.lengthOf(cycle, cursor), cursor);
            return read != null ? read : unreadable(names.blocks(cycle));
        } catch (RuntimeException | InternalError e) { // damage must not keep the others from being retired
            return unreadable(names.blocks(cycle));
        }
    }

    private static @Nullable End read(int cycle, long length, ExcerptCursor cursor) {
        long sizeBytes = 0;
        for (long sequence = length - 1; sequence >= 0; sequence--) {
            if (cursor.moveTo(cycle, sequence) && cursor.read() && cursor.cycle() == cycle) {
                sizeBytes = Math.max(sizeBytes, cursor.endOffset());
                if (cursor.isSound()) {
                    return new End(sizeBytes, cursor.block().maxReceivedNs());
                }
            }
        }
        return null;
    }

    private static End unreadable(Path file) throws IOException {
        return Files.exists(file)
                ? new End(Files.size(file), Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS))
                : new End(0, Long.MIN_VALUE);
    }
}
