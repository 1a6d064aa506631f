package logtail.cli.child;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The system calls that the JDK does not offer, on Linux with x86-64 or AArch64. All arguments and results are passed as
 * {@code long}: both calling conventions put integers and pointers into the same registers and ignore unused ones, so one
 * method handle, which takes 30 ms to make, serves all functions. Any thread.
 */
final class Posix {
    /** An orphan below us becomes our child, as it would become that of process 1. */
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    private static final int P_ALL = 0;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;

    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int PAGE_BYTES = 4096;

    private static final long SIG_IGN = 1;
    private static final int SA_FLAGS = 0x10000000 | 0x08000000 | 0x4; // RESTART, ONSTACK, SIGINFO

    /** {@code struct sigaction} of glibc and musl: handler, mask, flags, restorer. */
    private static final int SIGACTION_BYTES = 152;

    private static final int SIGACTION_FLAGS_AT = 136;

    /** {@code siginfo_t}: number at 0, code at 8, process at 16. */
    static final int SIGINFO_BYTES = 128;

    static final int SIGINFO_CODE_AT = 8;
    private static final int SIGINFO_PID_AT = 16;

    private static final Optional<Posix> FOUND = find();

    private final SymbolLookup functions;
    private final MethodHandle handle;
    private final boolean isArm;

    /** A pipe; the end for writing stays open until {@link Posix#close}. */
    record Pipe(InputStream reading, int writing) {}

    @SuppressWarnings("restricted") // what this class is for
    private Posix(Linker linker, boolean isArm) {
        functions = linker.defaultLookup();
        this.isArm = isArm;
        handle = linker.downcallHandle(
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    /** Empty on other systems. Takes some 40 ms the first time. */
    static Optional<Posix> here() {
        return FOUND;
    }

    private static Optional<Posix> find() {
        String arch = System.getProperty("os.arch", "");
        boolean isArm = arch.equals("aarch64");
        boolean isKnown = System.getProperty("os.name", "").equals("Linux")
                && (isArm || arch.equals("amd64"))
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && Files.isDirectory(Path.of("/proc/self/fd"));
        return isKnown ? Optional.of(new Posix(Linker.nativeLinker(), isArm)) : Optional.empty();
    }

    /** Whether the signal reached the process. */
    boolean kill(long pid, int signal) {
        return call("kill", pid, signal) == 0;
    }

    /** Makes orphans below this process its children. */
    void adoptOrphans() {
        call("prctl", PR_SET_CHILD_SUBREAPER, 1);
    }

    /** Waits until a child has ended and leaves it as it is; 0 when there is no child. */
    long awaitEnded() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES);
            int result = (int) call("waitid", P_ALL, 0, info.address(), WEXITED | WNOWAIT);
            return result == 0 ? info.get(JAVA_INT, SIGINFO_PID_AT) : 0;
        }
    }

    /** Removes an ended child from the process table. */
    void reap(long pid) {
        call("waitpid", pid, 0, WNOHANG);
    }

    /** Opens a pipe whose ends programs do not inherit. */
    Pipe pipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            if ((int) call("pipe2", ends.address(), O_CLOEXEC | O_NONBLOCK) != 0) {
                throw new IOException("cannot open a pipe");
            }
            int reading = ends.getAtIndex(JAVA_INT, 0);
            var stream = new FileInputStream(path(reading).toFile()); // opened again, it blocks
            close(reading);
            return new Pipe(stream, ends.getAtIndex(JAVA_INT, 1));
        }
    }

    /** Where a descriptor of ours can be opened again. */
    static Path path(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    void close(int descriptor) {
        call("close", descriptor);
    }

    /** Whether this process ignores the signal, as one that was started with {@code nohup} ignores HUP. */
    boolean isIgnored(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment now = arena.allocate(SIGACTION_BYTES, Long.BYTES);
            call("sigaction", signal, 0, now.address());
            return now.get(JAVA_LONG, 0) == SIG_IGN;
        }
    }

    /** Makes {@code handler}, code of {@link #writerTo}, what this process does about the signal. */
    void handle(int signal, long handler) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION_BYTES, Long.BYTES);
            action.set(JAVA_LONG, 0, handler);
            action.set(JAVA_INT, SIGACTION_FLAGS_AT, SA_FLAGS);
            call("sigaction", signal, action.address(), 0);
        }
    }

    /**
     * Makes a signal handler that writes the {@code siginfo_t} it is given to a descriptor; returns its address. It is
     * machine code, as a handler may run on a thread that the JVM does not know, where no Java may run: {@code
     * write(descriptor, info, 128)} as a bare system call, which leaves {@code errno} alone.
     */
    @SuppressWarnings("restricted")
    long writerTo(int descriptor) {
        int[] words = isArm
                ? new int[] {
                    0x52800000 | descriptor << 5, // mov w0, #descriptor; x1 is the info
                    0xd2800000 | SIGINFO_BYTES << 5 | 2, // mov x2, #128
                    0xd2800808, // mov x8, #64 (write)
                    0xd4000001, // svc #0
                    0xd65f03c0, // ret
                }
                : new int[] {
                    0xbf909090,
                    descriptor, // nop nop nop; mov edi, descriptor; rsi is the info
                    0xba909090,
                    SIGINFO_BYTES, // mov edx, 128
                    0xb8909090,
                    1, // mov eax, 1 (write)
                    0x90c3050f, // syscall; ret
                };
        long page = call("mmap", 0, PAGE_BYTES, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (page == -1) {
            throw new IllegalStateException("no memory for a signal handler");
        }
        MemorySegment code = MemorySegment.ofAddress(page).reinterpret(PAGE_BYTES);
        code.asSlice(0, (long) words.length * Integer.BYTES).copyFrom(MemorySegment.ofArray(words));
        call("mprotect", page, PAGE_BYTES, PROT_READ_EXECUTE);
        return page;
    }

    private long call(String function, long... given) {
        long[] all = new long[6];
        System.arraycopy(given, 0, all, 0, given.length);
        try {
            MemorySegment address = functions.find(function).orElseThrow();
            return (long) handle.invokeExact(address, all[0], all[1], all[2], all[3], all[4], all[5]);
        } catch (Throwable e) {
            throw new IllegalStateException(function, e);
        }
    }
}
