package logtail.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import logtail.cli.base.BadValueException;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Foreground;
import logtail.cli.base.Notices;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import logtail.cli.child.Children;
import logtail.cli.child.SignalWatch;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.DaemonAddresses;
import logtail.cli.client.DaemonArguments;
import logtail.cli.render.Look;
import logtail.cli.ship.JoinOption;
import logtail.cli.ship.RedactArguments;
import logtail.cli.ship.TimeFrom;
import logtail.daemon.EmbeddedDaemon;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
                    + "ends the others are stopped, and its exit code is ours; Ctrl-C, TERM and HUP stop all, twice kills them, "
                    + "with all that they have started. Other signals are passed on.",
            "They write to pipes, not to a terminal, so stderr stays apart; when we show colours, FORCE_COLOR and "
                    + "CLICOLOR_FORCE tell them to.",
        },
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  logtail up",
            "  logtail up web                only this type",
            "  logtail up -c web=2,worker=1 --restart",
            "  logtail -a myapp error        in another terminal: the same lines, filtered",
        })
public final class UpCommand implements Callable<Integer> {
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(3);
    private static final int MOST_SECONDS = 3600;

    /** What the terminal does to us when we use it in the background. */
    private static final Set<String> READS_OR_WRITES = Set.of("TTIN", "TTOU");

    @Option(
            names = {"-f", "--procfile"},
            paramLabel = "FILE",
            defaultValue = "Procfile",
            description = "What to run; the processes run in its directory. Default: ${DEFAULT-VALUE}.")
    Path procfile = Path.of("Procfile");

    @Option(
            names = {"-c", "-m", "--formation", "--concurrency"},
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
            names = {"-p", "--port"},
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
    TimeFrom timeFrom = new TimeFrom();

    @Mixin
    JoinOption join = new JoinOption();

    @Mixin
    RedactArguments redact = new RedactArguments();

    @Option(
            names = {"-q", "--quiet"},
            description = "No lines of our own.")
    boolean quiet;

    @Option(
            names = {"-d", "--root"},
            paramLabel = "DIR",
            description = "Where the processes run. Default: the directory of the Procfile.")
    @Nullable
    Path root;

    @Parameters(arity = "0..*", paramLabel = "TYPE", description = "Process types to run. Default: all.")
    List<String> types = new ArrayList<>();

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
        try (var inside = EmbeddedDaemon.start(data(options.directory(), around), redact.environment(around))) {
            var address = DaemonAddresses.resolve(inside.address(), around.env());
            DaemonAccess access = address.areLoopback()
                    ? DaemonAccess.to(address.first()).with(inside.token())
                    : daemon.resolve(address, around);
            return run(options, access, around);
        } catch (EmbeddedDaemon.StartFailedException e) {
            throw new CommandFailedException(ExitCode.NO_ACCESS, "no daemon: " + e.getMessage());
        }
    }

    private int run(UpOptions options, DaemonAccess daemon, Surroundings around) throws InterruptedException {
        var notices = new Notices(System.err, quiet);
        var stdout = new FileOutputStream(FileDescriptor.out);
        var view =
                UpView.start(daemon, options.app(), UpRun.nameWidth(options), options.color(), around.zone(), stdout);
        notices.note("follow with: logtail --addr " + daemon + " -a " + options.app());
        var run = new UpRun(options, daemon, notices, Children.ofThisProcess());
        SignalWatch.start(Foreground.hasTerminal() ? READS_OR_WRITES : Set.of(), signal -> run.signal(signal.name()));
        int exitCode = run.await();
        view.finish(System.nanoTime() + SHOWN_WITHIN.toNanos());
        return exitCode;
    }

    UpOptions resolve(Surroundings around) {
        if (timeoutSeconds < 0 || timeoutSeconds > MOST_SECONDS) {
            throw new BadValueException("--timeout", Integer.toString(timeoutSeconds), "seconds, 0 to " + MOST_SECONDS);
        }
        Path file = procfile.toAbsolutePath().normalize();
        Path besides = file.getParent() == null ? file : file.getParent();
        Path directory = root == null ? besides : root.toAbsolutePath().normalize();
        Map<String, String> variables = variables(besides);
        List<UpOptions.Declared> processes =
                UpOptions.processes(Procfile.read(procfile), types, formation, firstPort(variables, around));
        Path base = directory.getFileName();
        String named = app == null ? String.valueOf(base == null ? "app" : base) : app;
        return new UpOptions(
                named,
                processes,
                directory,
                variables,
                Duration.ofSeconds(timeoutSeconds),
                restart,
                Look.color(color, around),
                quiet,
                timeFrom.isReceipt(),
                join.resolve(around),
                daemon.nameDaemon(around) ? redact.resolve(around) : null);
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

    /** The journal of a project: by its full path, so that two of one name have two. The name is for people. */
    private static Path data(Path directory, Surroundings around) {
        String path = real(directory).toString();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        UUID id = UUID.nameUUIDFromBytes(path.getBytes(UTF_8));
        return around.stateDirectory().resolve(Path.of("up", name + "-" + id));
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory;
        }
    }
}
