package logtail.cli.up;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.child.Child;
import logtail.cli.child.Children;
import logtail.cli.client.DaemonAccess;
import logtail.cli.ship.Carrier;
import logtail.cli.ship.ChildRun;
import logtail.cli.ship.ShipOptions;
import logtail.cli.ship.ShippedStream;
import logtail.cli.ship.SpoolOptions;

/**
 * One running process of a Procfile, whose stdout and stderr are shipped. They are pipes, not terminals: so stderr stays apart
 * and has its level, loggers that write JSON go on doing so, nothing is wrapped at a width, and no progress bar is redrawn in
 * the log. What programs do for a terminal and is wanted all the same they are told by variables. Any thread.
 */
public final class UpProcess {
    /** What makes programs show colours without a terminal. */
    private static final Map<String, String> COLORED =
            Map.of("FORCE_COLOR", "1", "CLICOLOR_FORCE", "1", "PY_COLORS", "1", "CARGO_TERM_COLOR", "always");

    /** Writes each line at once, which Python does on a terminal alone. */
    private static final Map<String, String> UNBUFFERED = Map.of("PYTHONUNBUFFERED", "1");

    private final UpOptions.Declared declared;
    private final Child child;
    private final List<ShippedStream> streams;

    private UpProcess(UpOptions.Declared declared, Child child, List<ShippedStream> streams) {
        this.declared = declared;
        this.child = child;
        this.streams = streams;
    }

    static UpProcess start(
            UpOptions.Declared declared, UpOptions options, DaemonAccess daemon, Notices notices, Children children) {
        var builder = new ProcessBuilder(options.shell(), "-c", declared.command())
                .directory(options.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        ChildRun.restoreLocale(builder);
        setVariables(builder.environment(), declared, options, daemon);
        try {
            Child child = children.start(builder, true);
            boolean gzip = !daemon.addresses().areLoopback();
            var whose = new ShipOptions(
                    daemon,
                    options.app(),
                    declared.name(),
                    "",
                    gzip,
                    true,
                    options.byReceipt(),
                    options.redaction(),
                    SpoolOptions.NONE,
                    options.joins());
            var nowhere = OutputStream.nullOutputStream(); // the view shows lines in the daemon's order
            var streams = ShippedStream.bothOf(
                    child, declared.name() + "-", whose.query(), nowhere, nowhere, Carrier.open(whose, notices));
            return new UpProcess(declared, child, streams);
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitCode.NOT_EXECUTABLE, "cannot run " + declared.name() + ": " + e.getMessage());
        }
    }

    private static void setVariables(
            Map<String, String> environment, UpOptions.Declared declared, UpOptions options, DaemonAccess daemon) {
        environment.putAll(options.variables());
        UNBUFFERED.forEach(environment::putIfAbsent);
        if (options.color() && !environment.containsKey("NO_COLOR")) {
            COLORED.forEach(environment::putIfAbsent);
        }
        environment.put("PORT", Integer.toString(declared.port()));
        environment.put("PS", declared.name());
        environment.put("LOGTAIL_ADDR", daemon.toString());
    }

    UpOptions.Declared declared() {
        return declared;
    }

    Child child() {
        return child;
    }

    /** Runs {@code action} with the exit code when the process ends, however long its outputs stay open. */
    void onExit(IntConsumer action) {
        Thread.ofPlatform().daemon().name(declared.name() + "-end").start(() -> {
            try {
                action.accept(child.await());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whether its last lines are stored, or given up. */
    boolean isShipped() {
        return streams.stream().allMatch(ShippedStream::isDone);
    }

    /** Number of lines that are not stored. */
    long missingLines() {
        return streams.stream().mapToLong(ShippedStream::missingLines).sum();
    }
}
