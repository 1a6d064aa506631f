package logtail.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files and directories that nobody but their owner may read or enter, whatever the umask: they hold other people's log
 * lines. Any thread.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final FileAttribute<?> DIRECTORY = attribute("rwx------");
    private static final FileAttribute<?> FILE = attribute("rw-------");

    private OwnerOnly() {}

    /** Makes the directory, and those above it, where they are missing. */
    public static Path createDirectories(Path directory) throws IOException {
        return Files.createDirectories(directory, DIRECTORY);
    }

    /** Makes an empty file, which must not be there. */
    public static void createFile(Path file) throws IOException {
        Files.createFile(file, FILE);
    }

    /** Opens a file as {@link FileChannel#open(Path, OpenOption...)} does. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), FILE);
    }

    /**
     * Takes from all others what they may do to an existing file or directory; leaves links alone. Whether there was
     * something to take.
     */
    public static boolean tighten(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (!permissions.retainAll(OWNERS)) {
            return false;
        }
        Files.setPosixFilePermissions(path, permissions);
        return true;
    }

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
