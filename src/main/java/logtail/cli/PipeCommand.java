package logtail.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code logtail pipe}: sends the lines of stdin. */
@Command(
        name = "logtail pipe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Sends the lines of stdin to the daemon, as they are.",
            "Ends with 0 only when the daemon has kept every line. While the daemon is away it waits for it, reading "
                    + "no further.",
        },
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  myapp 2>&1 | logtail pipe -a myapp -p web.1",
            "  logtail pipe -a nginx < access.log",
        })
final class PipeCommand implements Callable<Integer> {
    private static final Duration END_GRACE = Duration.ofSeconds(5);

    @Mixin
    ShipArguments arguments = new ShipArguments();

    @Override
    public Integer call() throws Exception {
        ShipOptions options = arguments.resolve("unknown", Surroundings.ofProcess());
        var notices = new Notices(System.err, options.quiet());
        var shipper = LineShipper.to(options.daemon(), options.query(), notices);
        // Ctrl-C reaches the whole pipeline: who writes to us ends, and what it still wrote is worth sending.
        return Ending.onSignal(() -> {}, END_GRACE).of(() -> shipStdin(shipper));
    }

    private static int shipStdin(LineShipper shipper) throws InterruptedException {
        try (var stdin = new FileInputStream(FileDescriptor.in)) {
            shipper.ship(stdin);
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CommandFailedException(ExitCode.LOST, "cannot read stdin: " + e.getMessage());
        }
    }
}
