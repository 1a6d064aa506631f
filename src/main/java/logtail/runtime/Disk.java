package logtail.runtime;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The disk, as far as it may refuse or forget: reads that fail, and writes that are lost in a power cut unless they were
 * forced. Tests put one of their own in its place. Any thread.
 */
public class Disk {
    /** The one that the operating system has. */
    public static final Disk REAL = new Disk();

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    protected Disk() {}

    /** Reads from {@code position} on, as {@link FileChannel#read(ByteBuffer, long)} does. */
    public int read(FileChannel channel, Path file, ByteBuffer into, long position) throws IOException {
        return channel.read(into, position);
    }

    /** Writes at {@code position}, as {@link FileChannel#write(ByteBuffer, long)} does. */
    public int write(FileChannel channel, Path file, ByteBuffer from, long position) throws IOException {
        return channel.write(from, position);
    }

    /** Makes what was written to the file survive a power cut. */
    public void force(FileChannel channel, Path file) throws IOException {
        channel.force(false);
    }

    /** Makes what was stored in the mapped file survive a power cut. */
    public void force(MemorySegment mapped, Path file) {
        mapped.force();
    }

    /**
     * Makes the names in the directory survive a power cut: files that were made, moved or deleted. Does nothing where
     * the platform cannot.
     */
    public void forceDirectory(Path directory) throws IOException {
        try (var names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (AccessDeniedException e) {
            if (Files.isReadable(directory)) {
                return; // a platform that opens no directories
            }
            throw e;
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("Invalid argument")) { // EINVAL: nothing to force there
                throw e;
            }
        }
    }

    /** Tells one run of the machine from all others: as long as it is the same, no power cut came between. */
    public UUID bootId() throws IOException {
        return UUID.fromString(Files.readString(BOOT_ID).strip());
    }
}
