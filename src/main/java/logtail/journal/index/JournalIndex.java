package logtail.journal.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.event.Block;
import logtail.journal.Journal;
import logtail.journal.files.CycleFiles;
import logtail.runtime.OwnLog;
import logtail.runtime.OwnerOnly;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the id ranges that may hold a match, so that searches read only those: a {@link CycleIndex} per cycle in
 * {@code <directory>/index}, one or two thousandths of the size of the blocks.
 *
 * <p>{@link IndexWriter} holds the index of the newest cycle. The others are loaded on demand, and a few are cached.
 * {@link IndexRebuild} rebuilds an index that is missing, cut off or of other blocks; until then searches read the
 * whole cycle. Opening reads only the heads.
 */
public final class JournalIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalIndex.class);
    private static final int KEPT = 4; // of about a MiB each

    private final CycleFiles files;
    private final IndexWriter writer;
    private final IndexRebuild rebuild;
    private final ConcurrentSkipListMap<Long, Integer> cycles = new ConcurrentSkipListMap<>(); // by first id
    private final Map<Integer, CycleIndex> kept = new LinkedHashMap<>(8, 0.75f, true);

    private JournalIndex(CycleFiles files) {
        this.files = files;
        writer = new IndexWriter(files, this::keep);
        rebuild = new IndexRebuild(files, this::rebuilt);
    }

    /** Finds the existing indexes, before the first append. Failures are logged; searches then read everything. */
    public static JournalIndex open(CycleFiles files) {
        var index = new JournalIndex(files);
        try {
            OwnerOnly.createDirectories(files.indexFolder());
            index.deleteOrphans();
            for (int cycle : files.cycles()) {
                index.find(cycle);
            }
        } catch (IOException | UncheckedIOException e) { // the latter from a stream of files
            warn(e);
        }
        return index;
    }

    /** Adds a block that was appended; the writer's thread. See {@link IndexWriter#add}. */
    public void add(int cycle, long offset, Block block) {
        writer.add(cycle, offset, block);
    }

    /**
     * The index with the greatest first id up to {@code id}: that of the cycle of {@code id}, or of an older one when
     * that has no index; null when there is none. Any thread.
     */
    @Nullable
    CycleIndex covering(long id) {
        CycleIndex current = writer.current();
        if (current != null && current.firstId() <= id) {
            return current;
        }
        for (var found = cycles.floorEntry(id); found != null; found = cycles.floorEntry(id)) {
            @Nullable CycleIndex index = of(found.getValue());
            if (index != null) {
                return index;
            }
            cycles.remove(found.getKey(), found.getValue());
        }
        return null;
    }

    /** The offset in the file of a cycle before which no block is {@code wanted}. Any thread. */
    public long offset(int cycle, Wanted wanted) {
        @Nullable CycleIndex index = of(cycle);
        int first = index == null ? 0 : index.first(wanted, index.count());
        return index == null || first == 0 ? 0 : index.end(first - 1);
    }

    /** Deletes the index of a cycle whose file is gone. Any thread. */
    public void delete(int cycle) throws IOException {
        forget(cycle);
        rebuild.delete(cycle);
    }

    @Override
    public void close() {
        writer.close();
        rebuild.close();
    }

    private void deleteOrphans() throws IOException {
        Set<Path> expected =
                Arrays.stream(files.cycles()).mapToObj(files::index).collect(Collectors.toSet());
        try (Stream<Path> indexes = Files.list(files.indexFolder())) {
            for (Path file : indexes.toList()) {
                if (!expected.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void find(int cycle) throws IOException {
        long firstId = IndexFile.firstId(files, cycle);
        if (firstId == Journal.NONE) {
            rebuild.begin(cycle);
        } else {
            cycles.put(firstId, cycle);
        }
    }

    private @Nullable CycleIndex of(int cycle) {
        CycleIndex current = writer.current();
        if (current != null && current.cycle() == cycle) {
            return current;
        }
        synchronized (kept) {
            CycleIndex known = kept.get(cycle);
            if (known != null) {
                return known;
            }
        }
        return cycles.containsValue(cycle) ? read(cycle) : null;
    }

    private @Nullable CycleIndex read(int cycle) {
        @Nullable CycleIndex index = null;
        try {
            index = IndexFile.read(files, cycle);
        } catch (IOException e) {
            warn(e);
        }
        if (index == null || !index.isComplete()) {
            rebuild.begin(cycle);
        }
        if (index != null) {
            keep(index);
        }
        return index;
    }

    private void keep(CycleIndex index) {
        cycles.put(index.firstId(), index.cycle());
        synchronized (kept) {
            kept.put(index.cycle(), index);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    private void rebuilt(CycleIndex index) {
        forget(index.cycle());
        cycles.put(index.firstId(), index.cycle());
    }

    private void forget(int cycle) {
        cycles.values().remove(cycle);
        synchronized (kept) {
            kept.remove(cycle);
        }
    }

    private static void warn(Exception e) {
        LOG.warn("at=journal.index.failed error={}", OwnLog.quoted(e.toString()));
    }
}
