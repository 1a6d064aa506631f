package logtail.cli.child;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import logtail.runtime.Threads;
import org.jspecify.annotations.Nullable;

/**
 * All programs that this process starts, and everything that they start in turn. Where {@link Posix} is, orphans among those
 * become children of this process, whatever session they have moved to, so {@link #living} misses none. Elsewhere only what
 * descends from a program that is alive is known. Any thread.
 */
public final class Children {
    private static final long LOOK_AGAIN_MS = 1_000;
    private static final long SOON_MS = 5;

    private final Optional<Posix> posix = Posix.here();
    private final Signaller signaller = new Signaller(posix);
    private final Set<Long> own = new HashSet<>(); // started here and alive; guarded by this
    private final Set<Long> asked = new HashSet<>(); // to end; guarded by this
    private final boolean adopts;

    private Children(boolean adopts) {
        this.adopts = adopts && posix.isPresent();
    }

    /** All below this process; for a process that does nothing else. */
    public static Children ofThisProcess() {
        var children = new Children(true);
        children.posix.ifPresent(posix -> {
            posix.adoptOrphans();
            Threads.start("reaper", () -> children.reap(posix), (where, fault) -> {
                throw new IllegalStateException(where, fault);
            });
        });
        return children;
    }

    /** Only what is started through this object. */
    public static Children startedHere() {
        return new Children(false);
    }

    /**
     * Starts a program; its stdout and stderr are read from the {@link Child}.
     *
     * @param apart whether in a session of its own, out of reach of our terminal; where the command {@code setsid} is missing
     *     the program stays in ours
     */
    public synchronized Child start(ProcessBuilder program, boolean apart) throws IOException {
        Path setsid = apart && posix.isPresent() ? found("setsid", null) : null;
        if (setsid != null && found(program.command().getFirst(), program.directory()) != null) {
            var command = new ArrayList<String>(List.of(setsid.toString()));
            command.addAll(program.command());
            program.command(command);
        }
        Child child = Child.start(program, posix, signaller);
        own.add(child.pid());
        notifyAll();
        return child;
    }

    /** Forgets a program that has ended. */
    public synchronized void forget(Child child) {
        own.remove(child.pid());
    }

    /** All that are alive. */
    public Set<Long> living() {
        return adopts ? below() : ProcessTable.read().families(own());
    }

    /** These programs, as far as they are alive, and what descends from them. */
    public Set<Long> families(Set<Long> programs) {
        return ProcessTable.read().families(programs);
    }

    /** What a program that has ended has left running in its session. */
    public Set<Long> leftBy(Child ended) {
        Set<Long> left = ProcessTable.read().session(ended.pid());
        left.retainAll(living());
        return left;
    }

    /** Sends TERM to each process that was not sent it before. */
    public void terminate(Set<Long> processes) {
        for (long pid : processes) {
            if (isFirstTime(pid)) {
                signaller.send(pid, "TERM");
            }
        }
    }

    /** Sends a signal to each process. */
    public void signal(Set<Long> processes, String name) {
        processes.forEach(pid -> signaller.send(pid, name));
    }

    /**
     * Passes a signal on to a program that a shell may have started: the shell, which would only die of it, is passed over
     * unless it catches the signal.
     */
    public void pass(Child child, String name) {
        Set<Long> below = ProcessTable.read().children(child.pid());
        if (below.isEmpty() || ProcessTable.isCaught(child.pid(), SignalName.NUMBERS.getOrDefault(name, 0))) {
            child.signal(name);
        } else {
            signal(below, name);
        }
    }

    /** Stops all and this process, until somebody continues it. */
    public void suspend() {
        signal(living(), "STOP");
        signaller.send(ProcessHandle.current().pid(), "STOP");
        signal(living(), "CONT");
    }

    private synchronized boolean isFirstTime(long pid) {
        return asked.add(pid);
    }

    private synchronized Set<Long> own() {
        return Set.copyOf(own);
    }

    private static Set<Long> below() {
        long here = ProcessHandle.current().pid();
        Set<Long> living = ProcessTable.read().families(Set.of(here));
        living.remove(here);
        return living;
    }

    /** Waits for orphans that were adopted; the JDK waits for the programs that it started itself. */
    private void reap(Posix posix) throws InterruptedException {
        while (true) {
            long ended = posix.awaitEnded();
            synchronized (this) { // not between the start of a program and its registration
                if (ended == 0 && own.isEmpty()) {
                    wait(LOOK_AGAIN_MS);
                } else if (ended != 0 && !own.contains(ended)) {
                    posix.reap(ended);
                    asked.remove(ended);
                    continue;
                }
            }
            TimeUnit.MILLISECONDS.sleep(SOON_MS);
        }
    }

    /** Where a program is, as {@code execvp} finds it; null when it is not there or cannot be executed. */
    private static @Nullable Path found(String program, @Nullable File directory) {
        Path here = directory == null ? Path.of("") : directory.toPath();
        if (program.contains("/")) {
            return executable(here.resolve(program));
        }
        for (String place :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            Path found = executable(here.resolve(place).resolve(program));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Path executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file) ? file : null;
    }
}
