package logtail.cli.ship;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Foreground;
import logtail.cli.base.Notices;

/**
 * A running child process whose stdout and stderr are passed through and shipped, each in order, as two {@link
 * ShippedStream}s. While the daemon is unavailable, lines go to the spool; the child blocks only when the spool is full and
 * 4 MiB of a stream are queued in memory.
 */
public final class ChildRun {
    private static final Duration FLUSH_FOR = Duration.ofSeconds(10);
    private static final Duration CHILD_GRACE = Duration.ofSeconds(10);

    private static final String LOCALE_ADDED_PROPERTY = "logtail.locale.added";

    private final Process child;
    private final Carrier carrier;
    private final List<ShippedStream> streams;
    private final Notices notices;
    private final Duration flushFor;

    ChildRun(Process child, Carrier carrier, List<ShippedStream> streams, Notices notices, Duration flushFor) {
        this.child = child;
        this.carrier = carrier;
        this.streams = streams;
        this.notices = notices;
        this.flushFor = flushFor;
    }

    /** Starts the command on this process's own stdin, stdout and stderr. */
    static ChildRun start(List<String> command, ShipOptions options, Notices notices) {
        return start(
                command,
                options,
                notices,
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                FLUSH_FOR);
    }

    static ChildRun start(
            List<String> command,
            ShipOptions options,
            Notices notices,
            OutputStream stdout,
            OutputStream stderr,
            Duration flushFor) {
        var carrier = Carrier.open(options, notices); // first, so that its notices precede the child's lines
        Process child;
        try {
            var builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT);
            restoreLocale(builder);
            child = builder.start();
        } catch (IOException e) {
            carrier.close();
            throw notStarted(command.getFirst(), e);
        }
        return new ChildRun(
                child,
                carrier,
                ShippedStream.bothOf(child, "", options.query(), stdout, stderr, carrier),
                notices,
                flushFor);
    }

    /** Restores the locale of our own start for a child. */
    public static void restoreLocale(ProcessBuilder builder) {
        if (System.getProperty(LOCALE_ADDED_PROPERTY, "").equals("1")) {
            builder.environment().remove("LC_CTYPE"); // set by bin/logtail for us alone
        }
    }

    /** Waits until the child has ended and its last lines are stored; returns its exit code. */
    int await() throws InterruptedException {
        int exitCode = child.waitFor();
        long deadlineNs = System.nanoTime() + flushFor.toNanos();
        long missing = 0;
        for (ShippedStream stream : streams) {
            stream.awaitShipped(deadlineNs);
            missing += stream.missingLines();
            stream.failure().ifPresent(failure -> notices.warn("stopped sending: " + failure));
        }
        carrier.tellMissing(missing);
        carrier.close();
        return exitCode;
    }

    /** Forwards a signal to the child, and kills it if it does not end within 10 s. */
    void pass(String signal) {
        if (signal.equals("INT")) {
            interrupt();
        } else {
            child.toHandle().destroy(); // Process.destroy would also close its streams and lose its last lines
        }
        try {
            if (!child.waitFor(CHILD_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                child.toHandle().destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Handles Ctrl-C, which the terminal sends to the child too, as it is in the same foreground process group. */
    private void interrupt() {
        if (Foreground.isOurs()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            child.toHandle().destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CommandFailedException notStarted(String program, IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean missing = message.contains("error=2") || message.contains("No such file");
        return missing
                ? new CommandFailedException(ExitCode.NOT_FOUND, "no such command: " + program)
                : new CommandFailedException(ExitCode.NOT_EXECUTABLE, "cannot run " + program + ": " + message);
    }
}
