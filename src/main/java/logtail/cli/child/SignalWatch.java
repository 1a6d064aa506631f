package logtail.cli.child;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import logtail.cli.base.Foreground;
import logtail.runtime.Signals;
import logtail.runtime.Threads;

/**
 * Tells of every signal that can be caught and who sent it, in order, on one thread. What was ignored when this process
 * started stays ignored, as {@code nohup} wants it.
 *
 * <p>The JDK's own way, {@code sun.misc.Signal}, knows neither QUIT, of which the JVM prints the stacks of its threads, nor the
 * sender. It is used where {@link Posix} is not; QUIT is not caught then.
 */
public final class SignalWatch {
    private static final List<String> KNOWN_TO_THE_JDK =
            List.of("TERM", "INT", "HUP", "USR1", "USR2", "ALRM", "WINCH", "CONT");
    private static final Set<String> OF_TERMINALS = Set.of("INT", "WINCH");
    private static final int SI_KERNEL = 0x80;

    /**
     * A signal that came.
     *
     * @param name as in {@code TERM}
     * @param isOfTerminal whether the terminal sent it, and so to all processes of the foreground group
     */
    public record Caught(String name, boolean isOfTerminal) {}

    private final Consumer<Caught> handler;

    private SignalWatch(Consumer<Caught> handler) {
        this.handler = handler;
    }

    /**
     * Starts to watch.
     *
     * @param except names of signals that keep their meaning
     * @param handler must not block for long, as the next signal waits for it
     */
    public static void start(Set<String> except, Consumer<Caught> handler) {
        var watch = new SignalWatch(handler);
        Posix.here().ifPresentOrElse(posix -> watch.over(posix, except), () -> watch.overJdk(except));
    }

    private void over(Posix posix, Set<String> except) {
        try {
            Posix.Pipe pipe = posix.pipe();
            long writer = posix.writerTo(pipe.writing());
            Threads.start("signals", () -> read(new DataInputStream(pipe.reading())), (where, fault) -> {
                throw new IllegalStateException(where, fault);
            });
            SignalName.PASSED.forEach((name, number) -> {
                if (!except.contains(name) && !posix.isIgnored(number)) {
                    posix.handle(number, writer);
                }
            });
        } catch (IOException e) {
            overJdk(except);
        }
    }

    private void overJdk(Set<String> except) {
        List<String> names =
                KNOWN_TO_THE_JDK.stream().filter(name -> !except.contains(name)).toList();
        Signals.handle(
                names, name -> handler.accept(new Caught(name, OF_TERMINALS.contains(name) && Foreground.isOurs())));
    }

    private void read(DataInputStream infos) throws InterruptedException {
        byte[] bytes = new byte[Posix.SIGINFO_BYTES];
        MemorySegment info = MemorySegment.ofArray(bytes);
        try {
            while (true) {
                infos.readFully(bytes);
                int number = info.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
                int code = info.get(ValueLayout.JAVA_INT_UNALIGNED, Posix.SIGINFO_CODE_AT);
                SignalName.PASSED.forEach((name, its) -> {
                    if (its == number) {
                        handler.accept(new Caught(name, code == SI_KERNEL));
                    }
                });
            }
        } catch (IOException e) {
            throw new IllegalStateException("the pipe of signals is broken", e);
        }
    }
}
