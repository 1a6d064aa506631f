package logtail.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;

/** A small file system in memory, mounted for as long as a test needs it, and a file that takes space from the others. */
public final class SmallDisk implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SmallDisk.class.getName());
    private static final int MIB = 1 << 20;

    private final Path root;
    private final Path filler;

    private SmallDisk(Path root) {
        this.root = root;
        filler = root.resolve("filler");
    }

    /** Mounts one over this directory, or skips the test where that is not allowed, and says so. */
    public static SmallDisk mount(Path directory, int mebibytes) throws IOException {
        String refusal = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
        if (!refusal.isEmpty()) {
            LOG.warning("skipped: a small tmpfs cannot be mounted here, which takes root on Linux: " + refusal);
        }
        assumeTrue(refusal.isEmpty(), "cannot mount a tmpfs: " + refusal);
        return new SmallDisk(directory);
    }

    /** Where it is mounted. */
    public Path root() {
        return root;
    }

    /** Takes that much of the space. */
    public void fill(int mebibytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int i = 0; i < mebibytes; i++) {
                out.write(new byte[MIB]);
            }
        }
    }

    /** Takes all the space there is, to the last page. */
    public void fillUp() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (byte[] page = new byte[4096]; ; ) {
                out.write(page);
            }
        } catch (IOException full) {
            if (freeBytes() > MIB) { // others may have given some back since
                throw full;
            }
        }
    }

    /** Gives back what was taken. */
    public void free() throws IOException {
        Files.delete(filler);
    }

    /** What is left of the space. */
    public long freeBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        String refusal = run("umount", root.toString());
        if (!refusal.isEmpty()) {
            run("umount", "-l", root.toString()); // somebody still has a file there: it goes when they go
            throw new IOException(refusal);
        }
    }

    /** What went wrong; empty when nothing did. */
    private static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.onExit().join().exitValue() == 0 ? "" : "exit code " + process.exitValue() + ": " + said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
