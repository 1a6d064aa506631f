package logtail.cli.tail;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Detects that the reader of stdout closed it while there is nothing to write, so that {@code logtail | head} ends with
 * {@code head} and not with the next line. Uses poll(2), as the JDK has no API for it; poll blocks in the kernel. A daemon
 * thread of its own.
 */
public final class ReaderWatch {
    private static final int STDOUT = 1;
    private static final int POLLFD_BYTES = 8; // int fd, short events, short revents
    private static final int REVENTS_AT = 6;
    private static final short POLLERR = 8;
    private static final short POLLHUP = 16;

    private ReaderWatch() {}

    /** Runs {@code gone} when stdout has lost its reader; never if stdout is a file or poll(2) is unavailable. */
    static void start(Runnable gone) {
        Thread.ofPlatform().daemon().name("stdout-watch").start(() -> {
            if (isReaderGone()) {
                gone.run();
            }
        });
    }

    /** Waits until the reader is gone; {@code false} when that cannot be detected. */
    @SuppressWarnings("restricted") // the signature of poll(2) is what POSIX says
    private static boolean isReaderGone() {
        try (var arena = Arena.ofConfined()) {
            var linker = Linker.nativeLinker();
            MethodHandle poll = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("poll"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
            MemorySegment stdout = arena.allocate(POLLFD_BYTES, Integer.BYTES);
            stdout.set(JAVA_INT, 0, STDOUT);
            int ready;
            do {
                ready = (int) poll.invokeExact(stdout, 1L, -1);
            } while (ready < 0); // interrupted by a signal
            return (stdout.get(JAVA_SHORT, REVENTS_AT) & (POLLERR | POLLHUP)) != 0;
        } catch (Throwable e) { // without poll(2), the next write detects it
            return false;
        }
    }
}
