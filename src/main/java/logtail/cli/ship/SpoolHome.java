package logtail.cli.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import logtail.cli.base.Notices;
import org.jspecify.annotations.Nullable;

/**
 * The spools of one app for one daemon: one directory per process, named by its start time. A new process takes over the
 * batches of dead ones, oldest first, and sends them before its own lines.
 */
public final class SpoolHome {
    private final Path home;
    private final Notices notices;

    SpoolHome(Path home, Notices notices) {
        this.home = home;
        this.notices = notices;
    }

    /**
     * Opens all left spools as one, or a new one, whose directory is created with the first batch. The oldest spool absorbs
     * the others, so that the order of names stays correct if this process dies meanwhile.
     */
    Spool open(long maxBytes) {
        Spool all = null;
        for (Path directory : left()) {
            try {
                if (all == null) {
                    all = openLeft(directory, maxBytes);
                } else {
                    all.takeUp(directory);
                }
            } catch (IOException e) {
                notices.warn("cannot send the lines in " + directory + ": " + e.getMessage());
            }
        }
        return all == null ? Spool.later(home.resolve(newName()), maxBytes) : all;
    }

    /** Null when its process is alive. */
    private static @Nullable Spool openLeft(Path directory, long maxBytes) throws IOException {
        try {
            return Spool.open(directory, maxBytes);
        } catch (Spool.InUseException e) {
            return null;
        }
    }

    private List<Path> left() {
        try (var directories = Files.list(home)) {
            return directories.filter(SpoolHome::holdsLines).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            notices.warn("cannot look for lines in " + home + ": " + e.getMessage());
            return List.of();
        }
    }

    /** Whether the directory holds batches; one without files is just being created or deleted. */
    private static boolean holdsLines(Path directory) {
        try {
            return !Spool.files(directory).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static String newName() {
        return "%014d-%d"
                .formatted(System.currentTimeMillis(), ProcessHandle.current().pid());
    }
}
