package logtail.cli.ship;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import logtail.cli.base.BadValueException;
import logtail.cli.base.Surroundings;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.DaemonArguments;
import logtail.runtime.Durations;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that {@code pipe} and {@code run} share, as typed. */
public final class ShipArguments {
    /** Footer of the help texts. */
    static final String SPOOLS = "Spools are by app and address in $XDG_STATE_HOME/logtail/spool, or"
            + "%n~/.local/state/logtail/spool. What one that was killed has left there, the"
            + "%nnext pipe or run with the same app and address sends first, each line once.";

    @Option(
            names = {"-a", "--app"},
            paramLabel = "APP",
            description =
                    "App name of the lines. Default: $LOGTAIL_APP, else for pipe the app that a line of JSON names, and for run the "
                            + "name of CMD.")
    @Nullable
    String app;

    @Option(
            names = {"-p", "--process"},
            paramLabel = "PROCESS",
            description = "Process of the app, as in web.1.")
    String process = "";

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Host name of the lines. Default: chosen by the daemon.")
    String host = "";

    @Mixin
    DaemonArguments daemon = new DaemonArguments();

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "Where lines wait while the daemon is unavailable; lines left there are sent first. Default: a "
                            + "directory of our own, see below.")
    @Nullable
    Path spool;

    @Option(
            names = "--spool-bytes",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            description = "Size limit of the spool; 0 for no spool. Default: ${DEFAULT-VALUE}.")
    String spoolBytes = "64MiB";

    @Option(names = "--drop", description = "Drop new lines when the spool is full. Default: stop reading.")
    boolean drop;

    @Option(names = "--gzip", description = "Compress for a daemon on this machine too; for others always on.")
    boolean gzip;

    @Mixin
    TimeFrom timeFrom = new TimeFrom();

    @Mixin
    JoinOption join = new JoinOption();

    @Mixin
    RedactArguments redact = new RedactArguments();

    @Option(
            names = "--wait",
            paramLabel = "SPAN",
            description =
                    "How long to wait at the end for a daemon that takes nothing; what is left then stays in the spool, "
                            + "which is said. Default: 30s for pipe, 10s for run.")
    @Nullable
    String wait;

    @Option(
            names = {"-q", "--quiet"},
            description = "No notices on stderr, except about lost lines.")
    boolean quiet;

    /**
     * Resolves the options; {@code fallbackApp} is the app when neither the option nor the environment names one, empty to leave
     * it to the lines.
     */
    public ShipOptions resolve(String fallbackApp, Surroundings around) {
        String variable = around.env("LOGTAIL_APP").strip();
        boolean isNamed = app != null || !variable.isEmpty();
        String named = isNamed ? (app == null ? variable : app.strip()) : fallbackApp;
        if ((isNamed && named.isEmpty()) || named.contains(",") || named.contains("*")) {
            throw new BadValueException(app == null ? "LOGTAIL_APP" : "--app", named, "one name, as in web");
        }
        DaemonAccess access = daemon.resolve(around);
        var spooling = new SpoolOptions(
                spool,
                SpoolOptions.home(named.isEmpty() ? "unknown" : named, access.addresses(), around),
                size("--spool-bytes", spoolBytes),
                drop);
        return new ShipOptions(
                access,
                named,
                process,
                host,
                gzip || !access.addresses().areLoopback(),
                quiet,
                timeFrom.isReceipt(),
                redact.resolve(around),
                spooling,
                join.resolve(around));
    }

    /** How long to wait at the end for a daemon that takes nothing. */
    Duration patience(Duration otherwise) {
        return wait == null ? otherwise : span("--wait", wait);
    }

    static Duration span(String option, String value) {
        return value.equals("0")
                ? Duration.ZERO
                : Durations.parse(value)
                        .orElseThrow(() -> new BadValueException(option, value, "0 or " + Durations.ACCEPTED));
    }

    private static long size(String option, String value) {
        try {
            var env = new Env(Map.of(option, value));
            long bytes = env.bytes(option, 0, 0, 1L << 40);
            env.finish();
            return bytes;
        } catch (SettingsException e) {
            throw new BadValueException(option, value, "a size to 1TiB, as in 64MiB");
        }
    }
}
