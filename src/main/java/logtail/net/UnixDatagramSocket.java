package logtail.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A Unix datagram socket that tells who sent each datagram (unix(7), {@code SO_PASSCRED}), which neither the JDK nor Netty does. Linux
 * with 64 bits alone. A sender waits while the kernel's queue is full, so no datagram gets lost. One thread receives; {@link #end}
 * is for any.
 *
 * <pre>
 *   struct mmsghdr of recvmmsg(2)   0 name, 8 name length, 16 iovec, 24 their number, 32 control, 40 its length, 48 flags, 56 received
 *   control (cmsg(3))               0 length, 8 level, 12 type, 16 pid, 20 uid, 24 gid
 * </pre>
 */
@SuppressWarnings("restricted") // what this class is for
public final class UnixDatagramSocket implements AutoCloseable {
    /** How many datagrams one call receives at most. */
    private static final int SLOTS = 16;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SHUT_RD = 0;
    private static final int MSG_WAITFORONE = 0x10000;
    private static final int EINTR = 4;
    private static final int HEAD_BYTES = 64;
    private static final int VECTOR_BYTES = 16;
    private static final int CONTROL_BYTES = 32; // room for credentials, and for no descriptor that a sender passes
    private static final int ADDRESS_BYTES = 110;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(STATE);
    private final MemorySegment heads = arena.allocate((long) HEAD_BYTES * SLOTS, Long.BYTES);
    private final MemorySegment controls = arena.allocate((long) CONTROL_BYTES * SLOTS, Long.BYTES);
    private final MemorySegment data;
    private final int slotBytes;
    private final int descriptor;
    private final MethodHandle receive = function("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

    private UnixDatagramSocket(int maxBytes) throws IOException {
        slotBytes = maxBytes;
        data = arena.allocate((long) slotBytes * SLOTS);
        descriptor = call("socket", AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        MemorySegment vectors = arena.allocate((long) VECTOR_BYTES * SLOTS, Long.BYTES);
        for (int i = 0; i < SLOTS; i++) {
            MemorySegment vector = vectors.asSlice((long) i * VECTOR_BYTES, VECTOR_BYTES);
            vector.set(ADDRESS, 0, data.asSlice((long) i * slotBytes));
            vector.set(JAVA_LONG, 8, slotBytes);
            heads.set(ADDRESS, head(i) + 16, vector);
            heads.set(JAVA_LONG, head(i) + 24, 1);
            heads.set(ADDRESS, head(i) + 32, controls.asSlice((long) i * CONTROL_BYTES));
        }
    }

    /**
     * Binds a socket to a path at which there is no file.
     *
     * @param maxBytes longer datagrams are cut
     * @throws IOException when the kernel refuses
     */
    public static UnixDatagramSocket bind(Path path, int maxBytes) throws IOException {
        var socket = new UnixDatagramSocket(maxBytes);
        try {
            socket.open(path);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void open(Path path) throws IOException {
        MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
        call("setsockopt", descriptor, SOL_SOCKET, SO_PASSCRED, on, Integer.BYTES);
        byte[] name = path.toString().getBytes(UTF_8);
        MemorySegment address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
        call("bind", descriptor, address, Short.BYTES + name.length + 1);
    }

    /**
     * Waits for datagrams and receives what there is, at most {@value #SLOTS}.
     *
     * @return how many; 0 after {@link #end}, once all are received
     * @throws IOException when the kernel refuses
     */
    public int receive() throws IOException {
        for (int i = 0; i < SLOTS; i++) {
            heads.set(JAVA_LONG, head(i) + 40, CONTROL_BYTES);
        }
        int count;
        do {
            count = received();
        } while (count < 0 && error(state) == EINTR);
        if (count < 0) {
            throw new IOException("recvmmsg: error " + error(state));
        }
        boolean isEnd = count == 1 && length(0) == 0 && heads.get(JAVA_LONG, head(0) + 40) == 0;
        return isEnd ? 0 : count; // a datagram, even an empty one, has credentials
    }

    private int received() {
        try {
            return (int) receive.invokeExact(state, descriptor, heads, SLOTS, MSG_WAITFORONE, MemorySegment.NULL);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The length of the datagram of this place, as far as it was not cut. */
    public int length(int place) {
        return heads.get(JAVA_INT, head(place) + 56);
    }

    /** Copies that datagram to the start of {@code into}. */
    public void copy(int place, byte[] into) {
        MemorySegment.copy(data, JAVA_BYTE, (long) place * slotBytes, into, 0, length(place));
    }

    /** The process that sent it; 0 when it is none of ours to see. */
    public int pid(int place) {
        return credential(place, 16);
    }

    /** The user who sent it. */
    public int uid(int place) {
        return credential(place, 20);
    }

    /** The group of the sender. */
    public int gid(int place) {
        return credential(place, 24);
    }

    private int credential(int place, int offset) {
        return controls.get(JAVA_INT, (long) place * CONTROL_BYTES + offset);
    }

    /** Refuses further datagrams; {@link #receive} gives what came before, and then 0. */
    public void end() throws IOException {
        call("shutdown", descriptor, SHUT_RD);
    }

    /** Frees everything; nobody may be receiving. */
    @Override
    public void close() throws IOException {
        if (arena.scope().isAlive()) {
            try {
                call("close", descriptor);
            } finally {
                arena.close();
            }
        }
    }

    private static long head(int place) {
        return (long) place * HEAD_BYTES;
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(JAVA_INT, arguments), ERRNO);
    }

    /** What people know of errno(3) by name; of the rest its number. */
    private static String meaning(int errno) {
        return switch (errno) {
            case 2 -> "no such directory";
            case 13 -> "permission denied";
            case 20 -> "not a directory";
            case 30 -> "the file system is read-only";
            case 98 -> "the address is in use";
            default -> "error " + errno;
        };
    }

    /** Calls a function that is needed once, whose arguments are whole numbers and addresses. */
    private static int call(String name, Object... arguments) throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment error = own.allocate(STATE);
            MethodHandle function = function(
                    name,
                    Arrays.stream(arguments)
                            .map(argument -> argument instanceof MemorySegment ? ADDRESS : JAVA_INT)
                            .toArray(MemoryLayout[]::new));
            int result = (int) function.bindTo(error).invokeWithArguments(arguments);
            if (result < 0) {
                throw new IOException("%s: %s".formatted(name, meaning(error(error))));
            }
            return result;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int error(MemorySegment state) {
        return (int) ERROR.get(state, 0L);
    }
}
