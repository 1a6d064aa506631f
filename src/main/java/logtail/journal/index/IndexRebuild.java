package logtail.journal.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import logtail.journal.files.CycleFile;
import logtail.journal.files.CycleFile.Found;
import logtail.journal.files.CycleFiles;
import logtail.runtime.OwnLog;
import logtail.runtime.OwnerOnly;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the indexes of finished cycles from their blocks, one after the other on the {@code journal-index} thread,
 * which ends when there is nothing to do and works at most half of the time. Damaged places are not described and so
 * count as candidates. Each cycle is tried once.
 */
public final class IndexRebuild implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRebuild.class);
    private static final int REST_EVERY_BYTES = 4 << 20;
    private static final long CLOSE_WITHIN_MS = TimeUnit.SECONDS.toMillis(5);

    private final CycleFiles files;
    private final Consumer<CycleIndex> rebuilt;
    private final Set<Integer> begun = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor thread;
    private volatile boolean isClosed;

    /** @param rebuilt called with each index once its file exists; must be quick */
    IndexRebuild(CycleFiles files, Consumer<CycleIndex> rebuilt) {
        this.files = files;
        this.rebuilt = rebuilt;
        thread = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("journal-index").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy()); // once closed
        thread.allowCoreThreadTimeOut(true);
    }

    /** Schedules the rebuild of a cycle's index; any thread. */
    void begin(int cycle) {
        if (begun.add(cycle)) {
            thread.execute(() -> rebuild(cycle));
        }
    }

    /** Deletes the index of a cycle whose file is gone; any thread. */
    synchronized void delete(int cycle) throws IOException {
        Files.deleteIfExists(files.index(cycle));
    }

    @Override
    public void close() {
        isClosed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("journal-index did not end within " + CLOSE_WITHIN_MS + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rebuild(int cycle) {
        try (var file = files.open(cycle)) {
            @Nullable CycleIndex index = describe(cycle, file);
            if (index != null) {
                keep(index);
                LOG.info("at=journal.index.rebuilt file={}", files.index(cycle).getFileName());
            }
        } catch (NoSuchFileException e) {
            LOG.debug("at=journal.index.retired cycle={}", cycle);
        } catch (IOException e) {
            LOG.warn("at=journal.index.failed error={}", OwnLog.quoted(e.toString()));
        }
    }

    private @Nullable CycleIndex describe(int cycle, CycleFile file) throws IOException {
        var range = new OpenRange();
        @Nullable CycleIndex index = null;
        long unrested = 0;
        long workedFromNs = System.nanoTime();
        for (Found found = file.next(); found != Found.END; found = file.next()) {
            if (isClosed) {
                return null;
            }
            if (found != Found.BLOCK) {
                continue; // the next block then begins a new record
            }
            var block = file.block();
            if (index == null) {
                index = CycleIndex.begin(cycle, file.blockOffset(), block);
            } else if (!range.takes(block)) {
                range.closeInto(index);
            }
            range.add(file.blockOffset(), block);
            unrested += block.lengthBytes();
            if (unrested >= REST_EVERY_BYTES) {
                LockSupport.parkNanos(System.nanoTime() - workedFromNs);
                unrested = 0;
                workedFromNs = System.nanoTime();
            }
        }
        if (index != null) {
            range.closeInto(index);
            index.complete();
        }
        return index;
    }

    private void keep(CycleIndex index) throws IOException {
        Path target = files.index(index.cycle());
        Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
        try (var file = OwnerOnly.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(index.bytes(), 0, index.size());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
        publish(index, unfinished, target);
    }

    private synchronized void publish(CycleIndex index, Path unfinished, Path file) throws IOException {
        if (Files.exists(files.path(index.cycle()))) {
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            rebuilt.accept(index);
        } else {
            Files.delete(unfinished);
        }
    }
}
