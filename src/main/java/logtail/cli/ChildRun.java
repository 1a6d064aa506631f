package logtail.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running child whose stdout and stderr are passed through and shipped, each in its own order: two {@link ShippedStream}s.
 * When the daemon is away, up to 4 MiB of each wait in memory before the child is held back.
 */
final class ChildRun {
    private static final Duration FLUSH_FOR = Duration.ofSeconds(10);
    private static final Duration CHILD_GRACE = Duration.ofSeconds(10);

    private static final String LOCALE_ADDED_PROPERTY = "logtail.locale.added";

    private final Process child;
    private final List<ShippedStream> streams;
    private final Notices notices;
    private final Duration flushFor;

    ChildRun(Process child, List<ShippedStream> streams, Notices notices, Duration flushFor) {
        this.child = child;
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
        Process child;
        try {
            var builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT);
            restoreLocale(builder);
            child = builder.start();
        } catch (IOException e) {
            throw notStarted(command.getFirst(), e);
        }
        var lines = new LineShipper(BatchPoster.to(options, notices), options.query(), notices);
        var out = ShippedStream.start("stdout", child.getInputStream(), stdout, lines);
        var errors = new LineShipper(
                BatchPoster.to(options, notices), options.query().add("level", "error"), notices);
        var err = ShippedStream.start("stderr", child.getErrorStream(), stderr, errors);
        return new ChildRun(child, List.of(out, err), notices, flushFor);
    }

    /** Gives a child the locale that we were started with. */
    static void restoreLocale(ProcessBuilder builder) {
        if (System.getProperty(LOCALE_ADDED_PROPERTY, "").equals("1")) {
            builder.environment().remove("LC_CTYPE"); // set by bin/logtail for us alone
        }
    }

    /** Waits for the child's end and for its last lines to be kept; returns its exit code. */
    int await() throws InterruptedException {
        int exitCode = child.waitFor();
        long deadlineNs = System.nanoTime() + flushFor.toNanos();
        long missing = 0;
        for (ShippedStream stream : streams) {
            stream.awaitShipped(deadlineNs);
            missing += stream.missingLines();
            stream.failure().ifPresent(failure -> notices.warn("stopped sending: " + failure));
        }
        if (missing > 0) {
            notices.warn(missing + (missing == 1 ? " line was" : " lines were") + " not delivered");
        }
        return exitCode;
    }

    /** Passes the signal that came on to the child, and kills it when it does not end within 10 s. */
    void pass(String signal) {
        if (signal.equals("INT")) {
            interrupt();
        } else {
            child.toHandle().destroy(); // Process.destroy would also close its streams, and lose its last words
        }
        try {
            if (!child.waitFor(CHILD_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                child.toHandle().destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The terminal's Ctrl-C has reached the child already: it is in the same foreground group. */
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
