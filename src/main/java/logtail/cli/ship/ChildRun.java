package logtail.cli.ship;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.StandardInput;
import logtail.cli.base.StopRequests;
import logtail.cli.child.Child;
import logtail.cli.child.Children;
import logtail.cli.child.SignalWatch;

/**
 * A running child process whose stdout and stderr are passed through and shipped, each in order, as two {@link
 * ShippedStream}s. While the daemon is unavailable, lines go to the spool; the child blocks only when the spool is full and
 * 4 MiB of a stream are queued in memory.
 *
 * <p>Every signal goes on to the child, but those of a terminal that it shares with us, as it has them already. A second TERM, or
 * a second INT that is not of a terminal, kills. When the child has ended, what it has left running is told to end too.
 */
public final class ChildRun {
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1); // such as a tee that writes its last lines
    private static final long LOOK_AGAIN_MS = 20;
    private static final Set<String> START_THE_CLOCK = Set.of("TERM", "INT", "QUIT");

    private static final String LOCALE_BEFORE_PROPERTY = "logtail.locale.before"; // set by bin/logtail

    /**
     * How long to wait for others.
     *
     * @param timeout from the first signal that asks to end until all is killed; zero for no limit
     * @param leftovers how long what the child left running may take to end
     * @param daemon how long a daemon may take no line at the end
     */
    record Patience(Duration timeout, Duration leftovers, Duration daemon) {}

    private final Children children;
    private final Child child;
    private final Carrier carrier;
    private final List<ShippedStream> streams;
    private final Notices notices;
    private final Patience patience;
    private final LastWait lastWait;
    private final Map<String, StopRequests> requests = Map.of("TERM", new StopRequests(), "INT", new StopRequests());
    private volatile boolean isEnded; // the child
    private volatile boolean isKilling;
    private boolean isTimed; // guarded by this

    private ChildRun(
            Children children,
            Child child,
            Carrier carrier,
            List<ShippedStream> streams,
            Notices notices,
            Patience patience) {
        this.children = children;
        this.child = child;
        this.carrier = carrier;
        this.streams = streams;
        this.notices = notices;
        this.patience = patience;
        lastWait = new LastWait(patience.daemon());
    }

    /**
     * Starts the command on this process's own stdin, stdout and stderr.
     *
     * @param apart whether in a session of its own
     */
    static ChildRun start(
            List<String> command,
            ShipOptions options,
            Notices notices,
            Children children,
            boolean apart,
            Patience patience) {
        return start(
                command,
                options,
                notices,
                children,
                apart,
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                patience);
    }

    static ChildRun start(
            List<String> command,
            ShipOptions options,
            Notices notices,
            Children children,
            boolean apart,
            OutputStream stdout,
            OutputStream stderr,
            Patience patience) {
        var carrier = Carrier.open(options, notices); // first, so that its notices precede the child's lines
        Child child;
        try {
            var builder = new ProcessBuilder(command);
            builder.redirectInput(
                    StandardInput.isClosed()
                            ? ProcessBuilder.Redirect.from(new java.io.File("/dev/null"))
                            : ProcessBuilder.Redirect.INHERIT);
            restoreLocale(builder);
            child = children.start(builder, apart);
        } catch (IOException e) {
            carrier.close();
            throw notStarted(command.getFirst(), e);
        }
        var streams = ShippedStream.bothOf(child, "", options.query(), stdout, stderr, carrier);
        return new ChildRun(children, child, carrier, streams, notices, patience);
    }

    /** Restores the locale of our own start for a child. */
    public static void restoreLocale(ProcessBuilder builder) {
        String[] before = System.getProperty(LOCALE_BEFORE_PROPERTY, "").split("=", 2); // it changed it for us alone
        if (before.length == 2 && before[1].isEmpty()) {
            builder.environment().remove(before[0]);
        } else if (before.length == 2) {
            builder.environment().put(before[0], before[1]);
        }
    }

    /** Waits until the child has ended and its last lines are stored; returns its exit code. */
    int await() throws InterruptedException {
        int exitCode = child.await();
        children.forget(child);
        isEnded = true;
        endLeftovers();
        lastWait.until(() -> streams.stream().allMatch(ShippedStream::isDone), this::unsentLines);
        for (ShippedStream stream : streams) {
            stream.failure().ifPresent(failure -> notices.warn("stopped sending: " + failure.getMessage()));
        }
        carrier.tellMissing(missingLines());
        carrier.close();
        return exitCode;
    }

    /** Takes a signal that came for us. Any thread; never blocks. */
    void pass(SignalWatch.Caught signal) {
        if (isEnded) {
            isKilling = true;
            lastWait.hurry(); // all that is left to do is waiting
            return;
        }
        if (signal.isOfTerminal()) {
            return; // the child has it
        }
        StopRequests request = requests.get(signal.name());
        int count = request == null ? 1 : request.add();
        if (count > 1) {
            kill();
        } else if (count == 1) {
            child.signal(signal.name());
        }
        if (START_THE_CLOCK.contains(signal.name()) && !patience.timeout().isZero()) {
            killLater();
        }
    }

    private void kill() {
        isKilling = true;
        children.signal(children.living(), "KILL");
    }

    private synchronized void killLater() {
        if (isTimed) {
            return;
        }
        isTimed = true;
        Thread.ofPlatform().daemon().name("timeout").start(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(patience.timeout().toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!isEnded) {
                notices.warn("killing " + child.pid() + ", as it did not end in time");
                kill();
            }
        });
    }

    /** Gives what the child has left running a moment to end by itself, asks it to end, and kills it when that did not help. */
    private void endLeftovers() throws InterruptedException {
        if (areEndedWithin(LEFT_ALONE)) {
            return;
        }
        children.terminate(children.living());
        if (areEndedWithin(patience.leftovers())) {
            return;
        }
        for (Set<Long> left = children.living(); !left.isEmpty(); left = children.living()) {
            children.signal(left, "KILL");
            Thread.sleep(LOOK_AGAIN_MS); // one that waits for a disk dies later
        }
    }

    /** Waits for the leftovers; not any longer once they are to be killed. */
    private boolean areEndedWithin(Duration within) throws InterruptedException {
        long startNs = System.nanoTime();
        while (!children.living().isEmpty()) {
            if (System.nanoTime() - startNs >= (isKilling ? 0 : within.toNanos())) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
        return true;
    }

    private long missingLines() {
        return streams.stream().mapToLong(ShippedStream::missingLines).sum();
    }

    private long unsentLines() {
        return missingLines() + carrier.waitingLines();
    }

    private static CommandFailedException notStarted(String program, IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean missing = message.contains("error=2") || message.contains("No such file");
        return missing
                ? new CommandFailedException(ExitCode.NOT_FOUND, "no such command: " + program)
                : new CommandFailedException(ExitCode.NOT_EXECUTABLE, "cannot run " + program + ": " + message);
    }
}
