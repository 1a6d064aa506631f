package logtail.journal.chronicle;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import logtail.journal.JournalFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second daemon out of a data directory: a lock on its file {@code lock}, which the operating system
 * releases when the process dies. A list of held directories rejects a second opener in the same process before it opens
 * that file, because closing any handle of the file would release the first lock.
 */
final class DirectoryLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel file;

    private DirectoryLock(Path directory, FileChannel file) {
        this.directory = directory;
        this.file = file;
    }

    static DirectoryLock acquire(Path directory) {
        Path real = created(directory);
        if (!HELD.add(real)) {
            throw taken(real);
        }
        @Nullable FileChannel file = null;
        try {
            file = FileChannel.open(real.resolve("lock"), CREATE, WRITE);
            if (file.tryLock() == null) {
                throw taken(real);
            }
            return new DirectoryLock(real, file);
        } catch (IOException | RuntimeException e) {
            closeQuietly(file);
            HELD.remove(real);
            throw e instanceof JournalFailedException known
                    ? known
                    : new JournalFailedException("cannot lock the data directory %s (LOGTAIL_DATA)".formatted(real), e);
        }
    }

    @Override
    public void close() {
        if (file.isOpen()) {
            closeQuietly(file);
            HELD.remove(directory);
        }
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw new JournalFailedException(
                    "cannot create the data directory %s (LOGTAIL_DATA)".formatted(directory.toAbsolutePath()), e);
        }
    }

    private static JournalFailedException taken(Path directory) {
        return new JournalFailedException(
                "another logtail uses the data directory %s; stop it or set LOGTAIL_DATA to another directory"
                        .formatted(directory));
    }

    private static void closeQuietly(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // the handle is closed either way, and the lock released
        }
    }
}
