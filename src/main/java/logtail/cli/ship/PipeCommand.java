package logtail.cli.ship;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import logtail.cli.base.Notices;
import logtail.cli.base.ShownVersion;
import logtail.cli.base.StandardInput;
import logtail.cli.base.Surroundings;
import logtail.runtime.Signals;
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
            "Ctrl-C reaches all of a pipeline, and what the writer still says is read: after a first TERM, INT or HUP it goes on "
                    + "until stdin ends, at the second it ends. At the end it waits for the daemon as --wait says; one more signal "
                    + "ends that.",
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
    private static final Duration DAEMON_WAIT = Duration.ofSeconds(30);
    private static final Map<String, Integer> ENDED_BY = Map.of("HUP", 129, "INT", 130, "TERM", 143);

    @Mixin
    ShipArguments arguments = new ShipArguments();

    @Option(names = "--tee", description = "Copy stdin to stdout as well.")
    boolean tee;

    @Override
    public Integer call() throws Exception {
        ShipOptions options = arguments.resolve("", Surroundings.ofProcess());
        Duration wait = arguments.patience(DAEMON_WAIT);
        try (InputStream stdin = StandardInput.open()) {
            OutputStream copy = tee ? new FileOutputStream(FileDescriptor.out) : OutputStream.nullOutputStream();
            var run = PipeRun.start(options, new Notices(System.err, options.quiet()), stdin, copy, wait);
            Signals.handle(List.copyOf(ENDED_BY.keySet()), name -> run.signal(ENDED_BY.getOrDefault(name, 143)));
            return run.await();
        }
    }
}
