package logtail.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The arguments that {@code pipe} and {@code run} share, as typed. */
final class ShipArguments {
    @Option(
            names = {"-a", "--app"},
            paramLabel = "APP",
            description =
                    "Whose lines they are. Default: $LOGTAIL_APP, else \"unknown\" for pipe and the name of CMD for run.")
    @Nullable
    String app;

    @Option(
            names = {"-p", "--process"},
            paramLabel = "PROCESS",
            description = "Which of its processes, as in web.1.")
    String process = "";

    @Option(names = "--host", paramLabel = "HOST", description = "Which machine. Default: as the daemon sees us.")
    String host = "";

    @Option(
            names = "--addr",
            paramLabel = "URL",
            description = "Where the daemon is. Default: " + DaemonAddress.DEFAULT + ".")
    @Nullable
    String addr;

    @Option(names = "--gzip", description = "Compress also for a daemon on this machine; for others it is always done.")
    boolean gzip;

    @Option(
            names = {"-q", "--quiet"},
            description = "No notices on stderr, except of loss.")
    boolean quiet;

    /** What these mean, with {@code fallbackApp} as the app when neither the option nor the environment names one. */
    ShipOptions resolve(String fallbackApp, Surroundings around) {
        String variable = around.env("LOGTAIL_APP").strip();
        String named = app == null ? (variable.isEmpty() ? fallbackApp : variable) : app.strip();
        if (named.isEmpty() || named.contains(",") || named.contains("*")) {
            throw new BadValueException(app == null ? "LOGTAIL_APP" : "--app", named, "one name, as in web");
        }
        DaemonAddress daemon = DaemonAddress.resolve(addr, around.env());
        return new ShipOptions(daemon, named, process, host, gzip || !daemon.isLoopback(), quiet);
    }
}
