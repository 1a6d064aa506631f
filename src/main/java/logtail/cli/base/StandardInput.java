package logtail.cli.base;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stdin, if there is one. Who starts a program with a closed stdin gives the next file that it opens this number: a file of
 * the JDK, in the end. {@code bin/logtail} opens {@code /dev/null} in its place and says so; without it, Linux tells which file
 * it is.
 */
public final class StandardInput {
    private static final String CLOSED_PROPERTY = "logtail.stdin.closed";
    private static final String TERMINAL_PROPERTY = "logtail.stdin.terminal";
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

    private StandardInput() {}

    /**
     * Opens stdin.
     *
     * @throws UsageException when it was closed at the start
     */
    public static InputStream open() {
        if (isClosed()) {
            throw new UsageException("stdin is closed");
        }
        return new FileInputStream(FileDescriptor.in);
    }

    /** Whether it was closed at the start. */
    public static boolean isClosed() {
        return System.getProperty(CLOSED_PROPERTY, "").equals("1") || isOfTheJvm();
    }

    /** Whether somebody types it. */
    public static boolean isTerminal() {
        return System.getProperty(TERMINAL_PROPERTY, "").equals("1");
    }

    private static boolean isOfTheJvm() {
        try {
            Path file = Files.readSymbolicLink(DESCRIPTOR);
            Path java = Path.of(System.getProperty("java.home", "")).toRealPath();
            return file.startsWith(java);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
