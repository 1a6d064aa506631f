package logtail.cli.up;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonArguments;
import logtail.cli.render.Look;
import logtail.daemon.EmbeddedDaemon;
import logtail.runtime.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code logtail up}: runs the processes of a Procfile, with a daemon inside unless one is named. */
@Command(
        name = "logtail up",
        mixinStandardHelpOptions = true,
        versionProvider = ShownVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Runs the processes of a Procfile and shows their lines in one stream, which a daemon inside keeps, or the one "
                    + "that --addr or LOGTAIL_ADDR names.",
            "Each gets PORT (5000, the next type 5100, the next instance of one 1 more) and what .env says. When one "
                    + "ends the others are stopped, and its exit code is ours; Ctrl-C stops all, twice kills them.",
        },
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  logtail up",
            "  logtail up -c web=2,worker=1 --restart",
            "  logtail -a myapp error        in another terminal: the same lines, filtered",
        })
public final class UpCommand implements Callable<Integer> {
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(3);
    private static final int MOST_SECONDS = 3600;

    @Option(
            names = {"-f", "--procfile"},
            paramLabel = "FILE",
            defaultValue = "Procfile",
            description = "What to run; the processes run in its directory. Default: ${DEFAULT-VALUE}.")
    Path procfile = Path.of("Procfile");

    @Option(
            names = {"-c", "--formation"},
            paramLabel = "TYPE=N",
            description = "Instances per process type, as in web=2,worker=1 or all=1. Default: one each.")
    String formation = "";

    @Option(
            names = {"-e", "--env"},
            paramLabel = "FILE",
            description = "Variables for the processes. Default: .env beside the Procfile, when there is one.")
    @Nullable
    Path env;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The first PORT. Default: what .env or the environment says, else 5000.")
    @Nullable
    Integer port;

    @Option(
            names = {"-a", "--app"},
            paramLabel = "APP",
            description = "App name of the lines. Default: the name of the directory.")
    @Nullable
    String app;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long processes may take to end before they are killed. Default: ${DEFAULT-VALUE}.")
    int timeoutSeconds = 10;

    @Option(names = "--restart", description = "Restart a process that ends, rather than stop the others.")
    boolean restart;

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "auto, always, never. Default: ${DEFAULT-VALUE}.")
    String color = "auto";

    @Override
    public Integer call() throws Exception {
        Surroundings around = Surroundings.ofProcess();
        UpOptions options = resolve(around);
        if (daemon.nameDaemon(around)) {
            return run(options, daemon.resolve(around), around);
        }
        try (var inside = EmbeddedDaemon.start(data(options.app(), around), around.env())) {
            var address = DaemonAddress.resolve(inside.address(), around.env());
            return run(options, daemon.resolve(address, around), around);
        } catch (EmbeddedDaemon.StartFailedException e) {
            throw new CommandFailedException(ExitCode.NO_ACCESS, "no daemon: " + e.getMessage());
        }
    }

    private int run(UpOptions options, DaemonAccess daemon, Surroundings around) throws InterruptedException {
        var notices = new Notices(System.err, false);
        var stdout = new FileOutputStream(FileDescriptor.out);
        boolean isColored = Look.color(color, around);
        var view = UpView.start(daemon, options.app(), UpRun.nameWidth(options), isColored, around.zone(), stdout);
        notices.note("follow with: logtail --addr " + daemon + " -a " + options.app());
        var run = new UpRun(options, daemon, notices);
        Signals.handle(signal -> run.stop());
        int exitCode = run.await();
        view.finish(System.nanoTime() + SHOWN_WITHIN.toNanos());
        return exitCode;
    }

    UpOptions resolve(Surroundings around) {
        if (timeoutSeconds < 0 || timeoutSeconds > MOST_SECONDS) {
            throw new BadValueException("--timeout", Integer.toString(timeoutSeconds), "seconds, 0 to " + MOST_SECONDS);
        }
        Path file = procfile.toAbsolutePath().normalize();
        Path directory = file.getParent() == null ? file : file.getParent();
        Map<String, String> variables = variables(directory);
        List<UpOptions.Declared> processes =
                UpOptions.processes(Procfile.read(procfile), formation, firstPort(variables, around));
        Path base = directory.getFileName();
        String named = app == null ? String.valueOf(base == null ? "app" : base) : app;
        return new UpOptions(named, processes, directory, variables, Duration.ofSeconds(timeoutSeconds), restart);
    }

    private Map<String, String> variables(Path directory) {
        Path file = env == null ? directory.resolve(".env") : env;
        return env == null && !Files.exists(file) ? new HashMap<>() : DotEnv.read(file);
    }

    private int firstPort(Map<String, String> variables, Surroundings around) {
        String text = port != null ? port.toString() : variables.getOrDefault("PORT", around.env("PORT"));
        if (text.isEmpty()) {
            return 5000;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 0xFFFF) {
            throw new BadValueException(port == null ? "PORT" : "--port", text, "a port to 65535");
        }
        return Integer.parseInt(text);
    }

    private static Path data(String app, Surroundings around) {
        return around.stateDirectory().resolve(Path.of("up", app.replaceAll("[^A-Za-z0-9._-]", "_")));
    }
}
