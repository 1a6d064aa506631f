package logtail.runtime;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces and deletes files so that a power cut at any moment leaves the old file or the new one, whole, and never an
 * empty one. A rename alone promises that for the death of the process only: the kernel may write the name before the
 * bytes. Any thread, but one at a time for a file.
 */
public final class DurableFiles {
    private static final DurableFiles SYSTEM = new DurableFiles(new Disk() {});

    private final Disk disk;

    DurableFiles(Disk disk) {
        this.disk = disk;
    }

    /** Writes the new content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** The calls of which the order matters; a test records them. */
    interface Disk {
        default void force(FileChannel file, Path path) throws IOException {
            file.force(true);
        }

        default void rename(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        default void forceDirectory(Path directory) throws IOException {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Gives {@code file}, which its owner alone may read, this content; when this returns, it survives a power cut. */
    public static void replace(Path file, Content content) throws IOException {
        SYSTEM.write(file, content);
    }

    /** Makes the names in {@code directory} survive a power cut: what was made, renamed or deleted there. */
    public static void forceDirectory(Path directory) throws IOException {
        SYSTEM.disk.forceDirectory(directory);
    }

    /** The same for the one name of {@code file}. */
    public static void forceName(Path file) throws IOException {
        SYSTEM.disk.forceDirectory(directory(file.toAbsolutePath()));
    }

    void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Path draft = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(draft);
        OwnerOnly.createFile(draft);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
                var out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 << 10)) {
            content.writeTo(out);
            out.flush();
            disk.force(channel, draft);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
        disk.rename(draft, target);
        disk.forceDirectory(directory(target));
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent; // a file has a directory
    }
}
