package logtail.cli.ship;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import logtail.cli.base.Ending;
import logtail.cli.base.Notices;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "Signals are passed on, and its exit code is ours (128 + signal when one killed it). While the daemon is "
                    + "away lines wait on disk; when there is no more room CMD is held back.",
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
    private static final Duration END_GRACE = Duration.ofSeconds(30);

    @Mixin
    ShipArguments arguments = new ShipArguments();

    @Parameters(arity = "1..*", paramLabel = "CMD", description = "The command and its arguments.")
    List<String> command = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        ShipOptions options = arguments.resolve(baseName(command.getFirst()), Surroundings.ofProcess());
        var run = ChildRun.start(command, options, new Notices(System.err, options.quiet()));
        return Ending.onNamedSignal(run::pass, END_GRACE).of(run::await);
    }

    private static String baseName(String program) {
        Path name = Path.of(program).getFileName();
        return name == null ? "unknown" : name.toString();
    }
}
