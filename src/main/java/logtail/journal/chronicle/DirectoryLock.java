package logtail.journal.chronicle;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import logtail.journal.JournalFailedException;
import logtail.runtime.OwnerOnly;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second daemon out of a data directory: a lock on its file {@code lock}, which the operating system
 * releases when the process dies. A list of held directories rejects a second opener in the same process before it opens
 * that file, because closing any handle of the file would release the first lock.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel file;

    private DirectoryLock(Path directory, FileChannel file) {
        this.directory = directory;
        this.file = file;
    }

    /**
     * Makes the directory when it is missing.
     *
     * @throws JournalFailedException when another has it, or the directory cannot be used
     */
    public static DirectoryLock acquire(Path directory) {
        return tryAcquire(directory)
                .orElseThrow(() -> new JournalFailedException(
                        "another logtail uses the data directory %s; stop it or set LOGTAIL_DATA to another directory"
                                .formatted(created(directory))));
    }

    /**
     * Empty when another has it. Makes the directory when it is missing.
     *
     * @throws JournalFailedException when the directory cannot be used
     */
    public static Optional<DirectoryLock> tryAcquire(Path directory) {
        Path real = created(directory);
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        @Nullable FileChannel file = null;
        boolean isLocked = false;
        try {
            file = OwnerOnly.open(real.resolve("lock"), CREATE, WRITE);
            isLocked = file.tryLock() != null;
            return isLocked ? Optional.of(new DirectoryLock(real, file)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw new JournalFailedException(
                    "cannot write in the data directory %s (LOGTAIL_DATA): %s".formatted(real, reason(e)), e);
        } finally {
            if (!isLocked) {
                closeQuietly(file);
                HELD.remove(real);
            }
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
        Path path = directory.toAbsolutePath().normalize();
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new JournalFailedException("the data directory %s (LOGTAIL_DATA) is a file".formatted(path));
            }
            return OwnerOnly.createDirectories(path).toRealPath();
        } catch (IOException e) {
            throw new JournalFailedException(
                    "cannot create the data directory %s (LOGTAIL_DATA): %s".formatted(path, reason(e)), e);
        }
    }

    /** What the operating system says, and who we are when it is about that. */
    private static String reason(Exception e) {
        if (e instanceof AccessDeniedException denied) {
            return "permission denied for user %s on %s".formatted(System.getProperty("user.name"), denied.getFile());
        }
        if (e instanceof NoSuchFileException missing) { // such as in /proc
            return "no file or directory can be created at " + missing.getFile();
        }
        return e instanceof FileSystemException refused && refused.getReason() != null
                ? "%s: %s".formatted(refused.getFile(), refused.getReason())
                : e.toString();
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
