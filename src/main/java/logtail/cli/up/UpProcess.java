package logtail.cli.up;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonAccess;
import logtail.cli.ship.Carrier;
import logtail.cli.ship.ChildRun;
import logtail.cli.ship.ShipOptions;
import logtail.cli.ship.ShippedStream;
import logtail.cli.ship.SpoolOptions;

/** One running process of a Procfile, whose stdout and stderr are shipped. Any thread. */
public final class UpProcess {
    private final UpOptions.Declared declared;
    private final Process process;
    private final List<ShippedStream> streams;

    private UpProcess(UpOptions.Declared declared, Process process, List<ShippedStream> streams) {
        this.declared = declared;
        this.process = process;
        this.streams = streams;
    }

    static UpProcess start(UpOptions.Declared declared, UpOptions options, DaemonAccess daemon, Notices notices) {
        var builder = new ProcessBuilder("sh", "-c", declared.command())
                .directory(options.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        ChildRun.restoreLocale(builder);
        builder.environment().putAll(options.variables());
        builder.environment().put("PORT", Integer.toString(declared.port()));
        builder.environment().put("PS", declared.name());
        builder.environment().put("LOGTAIL_ADDR", daemon.toString());
        try {
            Process process = builder.start();
            boolean gzip = !daemon.address().isLoopback();
            var whose = new ShipOptions(daemon, options.app(), declared.name(), "", gzip, true, SpoolOptions.NONE);
            var nowhere = OutputStream.nullOutputStream(); // the view shows lines in the daemon's order
            var streams = ShippedStream.bothOf(
                    process, declared.name() + "-", whose.query(), nowhere, nowhere, Carrier.open(whose, notices));
            return new UpProcess(declared, process, streams);
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitCode.NOT_EXECUTABLE, "cannot run " + declared.name() + ": " + e.getMessage());
        }
    }

    UpOptions.Declared declared() {
        return declared;
    }

    long pid() {
        return process.pid();
    }

    /** Runs {@code action} with the exit code when the process ends, on a JVM thread. */
    void onExit(java.util.function.IntConsumer action) {
        process.onExit().thenAccept(ended -> action.accept(ended.exitValue()));
    }

    /** Sends SIGTERM to the process and its descendants. */
    void terminate() {
        tree().forEach(ProcessHandle::destroy);
    }

    /** Sends SIGKILL to the process and its descendants. */
    void kill() {
        tree().forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until its last lines are stored; returns the number of lines that are not by the deadline. */
    long awaitShipped(long deadlineNs) throws InterruptedException {
        long missing = 0;
        for (ShippedStream stream : streams) {
            stream.awaitShipped(deadlineNs);
            missing += stream.missingLines();
        }
        return missing;
    }

    private Stream<ProcessHandle> tree() {
        List<ProcessHandle> below = process.descendants().toList(); // before the parent ends and they are reparented
        return Stream.concat(Stream.of(process.toHandle()), below.stream());
    }
}
