package logtail.cli.admin;

import java.util.Optional;
import logtail.cli.base.AnyCommand;
import logtail.cli.base.BadValueException;
import logtail.cli.base.StandardInput;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.daemon.Serve;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logtail serve}: the daemon in the foreground. The one place of this package that knows it. */
@Command(
        name = "logtail serve",
        description = "Runs the daemon in the foreground, until SIGTERM or Ctrl-C.",
        footer = {
            "",
            "Everything is set by environment variables; config.example.env names them all. The first to know:",
            "  LOGTAIL_HTTP        where to listen for HTTP (127.0.0.1:8514)",
            "  LOGTAIL_SYSLOG_TCP  for syslog over TCP (127.0.0.1:5514); LOGTAIL_SYSLOG_UDP likewise",
            "  LOGTAIL_LINES_TCP   for plain lines (127.0.0.1:5515)",
            "  LOGTAIL_RELP        for syslog over RELP (off)",
            "  LOGTAIL_UNIX        Unix sockets for syslog, such as /run/logtail/log for a /dev/log (off)",
            "  LOGTAIL_DATA        where the journal is kept (./data)",
            "  LOGTAIL_JAVA_OPTS   more or other JVM options, such as -Xmx512m",
            "",
            "SIGTERM and Ctrl-C stop it in order; HUP reads the files of TLS again; settings are read at the start only.",
            "docs/operate.md: as a service, behind nginx, backup, metrics.",
            "Exit codes: 0 stopped in order, 1 cannot start or stopped by a fault, 2 wrong settings.",
        })
public final class ServeCommand extends AnyCommand {
    @Option(
            names = "--stdin",
            description = "Take the lines of stdin too, text or JSON. When it ends, the daemon goes on.")
    boolean stdin;

    @Option(
            names = {"-a", "--app"},
            paramLabel = "NAME",
            description =
                    "With --stdin: app name of its lines. Default: $LOGTAIL_APP, else the app that a line of JSON names, else stdin.")
    @Nullable
    String app;

    @Override
    public Integer call() {
        if (app != null && !stdin) {
            throw new UsageException("--app goes with --stdin");
        }
        return stdin ? Serve.run(StandardInput.open(), namedApp()) : Serve.run();
    }

    private Optional<String> namedApp() {
        String variable = Surroundings.ofProcess().env("LOGTAIL_APP").strip();
        String named = app == null ? variable : app.strip();
        if ((named.isEmpty() && app != null) || named.contains(",") || named.contains("*")) {
            throw new BadValueException(app == null ? "LOGTAIL_APP" : "--app", named, "one name, as in web");
        }
        return Optional.of(named).filter(name -> !name.isEmpty());
    }
}
