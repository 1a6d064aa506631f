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
 * Notices that the reader of stdout went away while there is nothing to write, so {@code logtail | head} ends when {@code head}
 * does and not with the next line. The JDK cannot ask; poll(2) can, and sleeps in the kernel until it happens. Its own
 * daemon thread.
 */
public final class ReaderWatch {
    private static final int STDOUT = 1;
    private static final int POLLFD_BYTES = 8; // int fd, short events, short revents
    private static final int REVENTS_AT = 6;
    private static final short POLLERR = 8;
    private static final short POLLHUP = 16;

    private ReaderWatch() {}

    /** Runs {@code gone} once stdout has no reader any more; never when it is a file, or poll(2) cannot be had. */
    static void start(Runnable gone) {
        Thread.ofPlatform().daemon().name("stdout-watch").start(() -> {
            if (isReaderGone()) {
                gone.run();
            }
        });
    }

    /** Waits for the reader's end; {@code false} when that cannot be known. */
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
        } catch (Throwable e) { // whatever is missing here, the next write will tell
            return false;
        }
    }
}
