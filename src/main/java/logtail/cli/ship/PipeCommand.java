package logtail.cli.ship;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import logtail.cli.base.Ending;
import logtail.cli.base.Notices;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code logtail pipe}: sends the lines of stdin. */
@Command(
        name = "logtail pipe",
        mixinStandardHelpOptions = true,
        versionProvider = ShownVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Sends the lines of stdin to the daemon, as they are.",
            "Exits with 0 only when the daemon has stored every line, each once. While the daemon is unavailable lines wait on "
                    + "disk; when there is no more room it reads no further.",
        },
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  myapp 2>&1 | logtail pipe -a myapp -p web.1",
            "  logtail pipe -a nginx < access.log",
            "",
            ShipArguments.SPOOLS,
        })
public final class PipeCommand implements Callable<Integer> {
    private static final Duration INPUT_GRACE = Duration.ofSeconds(1);
    private static final Duration SEND_GRACE = Duration.ofSeconds(4);
    private static final Duration END_GRACE = Duration.ofSeconds(1);

    @Mixin
    ShipArguments arguments = new ShipArguments();

    @Option(names = "--tee", description = "Copy stdin to stdout as well.")
    boolean tee;

    @Override
    public Integer call() throws Exception {
        ShipOptions options = arguments.resolve("unknown", Surroundings.ofProcess());
        var run = PipeRun.start(options, new Notices(System.err, options.quiet()));
        // Ctrl-C reaches the whole pipeline: the writer ends, and its last lines are still sent.
        return Ending.onSignal(() -> run.end(INPUT_GRACE, SEND_GRACE), END_GRACE)
                .of(() -> {
                    try (InputStream stdin = new FileInputStream(FileDescriptor.in)) {
                        return run.ship(tee ? new TeeInput(stdin, new FileOutputStream(FileDescriptor.out)) : stdin);
                    }
                });
    }
}
