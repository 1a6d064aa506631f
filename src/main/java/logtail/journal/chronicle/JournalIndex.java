package logtail.journal.chronicle;

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
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which stretches of the journal hold what, so that searches read only those that may hold what they look for: a
 * {@link CycleIndex} for each cycle, in {@code <directory>/index}, a thousandth to two of what it describes.
 *
 * <p>{@link IndexWriter} holds the one of the newest cycle. The others are read when they are asked for, and a few are
 * kept. What is missing, cut off or of other blocks is not believed and is made again by {@link IndexRebuild}; until then
 * its cycle is searched as a whole. At open only the heads are read, and the few newest blocks that a crash kept from
 * being described.
 */
final class JournalIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalIndex.class);
    private static final int CATCH_UP_BYTES = 4 << 20;
    private static final int KEPT = 4; // of about a MiB each

    private final CycleNames names;
    private final IndexWriter writer;
    private final IndexRebuild rebuild;
    private final ConcurrentSkipListMap<Long, Integer> cycles = new ConcurrentSkipListMap<>(); // by first id
    private final Map<Integer, CycleIndex> kept = new LinkedHashMap<>(8, 0.75f, true);

    JournalIndex(CycleNames names) {
        this.names = names;
        writer = new IndexWriter(names, this::keep);
        rebuild = new IndexRebuild(names, this::rebuilt);
    }

    CycleNames names() {
        return names;
    }

    /**
     * Finds what there is, before the first append.
     *
     * @param all the cycles that have a file, oldest first
     * @param newest the one of the newest block
     * @param newestExcerpt the number of that block in it
     * @param nextId the id of the next block
     * @return whether the index of the newest cycle can be gone on with; else begin another cycle
     */
    boolean open(int[] all, int newest, long newestExcerpt, long nextId) {
        try {
            Files.createDirectories(names.indexFolder());
            deleteOrphans(all);
            for (int cycle : all) {
                if (cycle < newest) {
                    find(cycle);
                }
            }
            return nextId == Journal.NONE + 1 || resume(newest, newestExcerpt, nextId);
        } catch (IOException | UncheckedIOException e) { // the latter out of a stream of files
            warn(e);
            writer.abandon();
            return false;
        }
    }

    /** Describes a block that was appended; the writer's thread. See {@link IndexWriter#add}. */
    void add(int cycle, long excerpt, long offset, Block block) {
        writer.add(cycle, excerpt, offset, block);
    }

    /**
     * The index of the cycle that {@code id} is in, if it describes anything that old; else that of an older cycle. Null
     * when nothing up to it is described. Any thread.
     */
    @Nullable
    CycleIndex covering(long id) {
        CycleIndex current = writer.current();
        if (current != null && current.firstId() <= id) {
            return current;
        }
        for (var found = cycles.floorEntry(id); found != null; found = cycles.floorEntry(id)) {
            @Nullable CycleIndex index = atHand(found.getValue());
            index = index != null ? index : read(found.getValue());
            if (index != null) {
                return index;
            }
            cycles.remove(found.getKey(), found.getValue());
        }
        return null;
    }

    /** The index of this cycle if it costs nothing to have it. Any thread. */
    @Nullable
    CycleIndex atHand(int cycle) {
        CycleIndex current = writer.current();
        if (current != null && current.cycle() == cycle) {
            return current;
        }
        synchronized (kept) {
            return kept.get(cycle);
        }
    }

    /** Deletes the index of a cycle whose file is gone. Any thread. */
    void delete(int cycle) throws IOException {
        forget(cycle);
        rebuild.delete(cycle);
    }

    @Override
    public void close() {
        writer.close();
        rebuild.close();
    }

    private void deleteOrphans(int[] all) throws IOException {
        Set<Path> expected = Arrays.stream(all).mapToObj(names::index).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(names.indexFolder())) {
            for (Path file : files.toList()) {
                if (!expected.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void find(int cycle) throws IOException {
        long firstId = IndexFile.firstId(names, cycle);
        if (firstId == Journal.NONE) {
            rebuild.begin(cycle);
        } else {
            cycles.put(firstId, cycle);
        }
    }

    private boolean resume(int cycle, long newestExcerpt, long nextId) throws IOException {
        IndexFile.@Nullable Resumed resumed = IndexFile.readNewest(names, cycle, nextId);
        if (resumed == null) {
            try (var file = new CycleFile(names.blocks(cycle))) {
                return catchUp(cycle, file, newestExcerpt);
            }
        }
        writer.resume(resumed.index());
        if (resumed.excerpt() == newestExcerpt) {
            return true;
        }
        try (var file = new CycleFile(names.blocks(cycle), resumed.end(), resumed.excerpt())) {
            return catchUp(cycle, file, newestExcerpt);
        }
    }

    /** Describes what a crash kept from being written, unless that is too much to make the start wait for it. */
    private boolean catchUp(int cycle, CycleFile file, long newestExcerpt) throws IOException {
        int read = 0;
        while (file.excerpt() < newestExcerpt && file.next() == CycleFile.Step.BLOCK) {
            read += file.block().lengthBytes();
            if (read > CATCH_UP_BYTES) {
                writer.abandon();
                rebuild.begin(cycle);
                return false;
            }
            writer.add(cycle, file.excerpt(), file.blockOffset(), file.block());
        }
        return true;
    }

    private @Nullable CycleIndex read(int cycle) {
        @Nullable CycleIndex index = null;
        try {
            index = IndexFile.read(names, cycle);
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
