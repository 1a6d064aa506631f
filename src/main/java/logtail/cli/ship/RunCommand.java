package logtail.cli.ship;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import logtail.cli.base.Foreground;
import logtail.cli.base.Notices;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import logtail.cli.child.Children;
import logtail.cli.child.SignalWatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logtail run -- CMD}: runs a command and sends what it prints. */
@Command(
        name = "logtail run",
        mixinStandardHelpOptions = true,
        versionProvider = ShownVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        customSynopsis = "logtail run [OPTIONS] -- CMD [ARGS...]",
        description = {
            "Runs CMD and sends the lines of its stdout and stderr to the daemon; both also come out here.",
            "Its exit code is ours (128 + signal when one killed it). While the daemon is away lines wait on disk; when there is "
                    + "no more room CMD is held back.",
            "Every signal is passed on to CMD, which may take as long to end as it wants, or --timeout; a second TERM, or a "
                    + "second INT by kill, kills it. Under a terminal CMD shares our process group, so Ctrl-C, Ctrl-Z and reading the terminal "
                    + "are as without us; else it has a session of its own. What CMD leaves running when it ends is asked to end "
                    + "too, and killed after 10 s, or --timeout.",
        },
        parameterListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  logtail run -a web -p web.1 -- node server.js",
            "  logtail run -- sh -c 'echo hello; echo oops >&2'",
            "",
            ShipArguments.SPOOLS,
        })
public final class RunCommand implements Callable<Integer> {
    private static final Duration DAEMON_WAIT = Duration.ofSeconds(10);
    private static final Duration LEFTOVERS_WAIT = Duration.ofSeconds(10);

    /** What the terminal does to all that read or write it in the background, and we as well. */
    private static final Set<String> JOB_CONTROL = Set.of("TSTP", "TTIN", "TTOU");

    @Mixin
    ShipArguments arguments = new ShipArguments();

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SPAN",
            description = "Kill CMD when it has not ended so long after the first TERM, INT or QUIT. Default: never.")
    @Nullable
    String timeout;

    @Parameters(arity = "1..*", paramLabel = "CMD", description = "The command and its arguments.")
    List<String> command = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        ShipOptions options = arguments.resolve(baseName(command.getFirst()), Surroundings.ofProcess());
        boolean isUnderTerminal = Foreground.hasTerminal();
        var signals = new LinkedBlockingQueue<SignalWatch.Caught>(); // what comes before the start is passed on then
        var children = Children.ofThisProcess();
        SignalWatch.start(isUnderTerminal ? JOB_CONTROL : Set.of(), signals::add);
        var run = ChildRun.start(
                command, options, new Notices(System.err, options.quiet()), children, !isUnderTerminal, patience());
        Thread.ofPlatform().daemon().name("passing").start(() -> passAll(signals, run));
        return run.await();
    }

    private ChildRun.Patience patience() {
        Duration limit = timeout == null ? Duration.ZERO : ShipArguments.span("--timeout", timeout);
        return new ChildRun.Patience(limit, limit.isZero() ? LEFTOVERS_WAIT : limit, arguments.patience(DAEMON_WAIT));
    }

    private static void passAll(BlockingQueue<SignalWatch.Caught> signals, ChildRun run) {
        try {
            while (true) {
                run.pass(signals.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String baseName(String program) {
        Path name = Path.of(program).getFileName();
        return name == null ? "unknown" : name.toString();
    }
}
