package logtail.net;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Reads the number of bytes that a TCP peer has not acknowledged ({@code SIOCOUTQ}, tcp(7)). Linux only. */
@SuppressWarnings("restricted")
final class OutQueue {
    private static final long SIOCOUTQ = 0x5411;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().find("ioctl").orElseThrow(),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));

    private OutQueue() {}

    /** Unacknowledged bytes, or -1 when the descriptor is not a socket. */
    static int bytes(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(ValueLayout.JAVA_INT);
            int result = (int) IOCTL.invokeExact(descriptor, SIOCOUTQ, bytes);
            return result < 0 ? -1 : bytes.get(ValueLayout.JAVA_INT, 0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
