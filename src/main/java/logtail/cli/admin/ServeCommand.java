package logtail.cli.admin;

import logtail.cli.base.AnyCommand;
import logtail.daemon.Serve;
import picocli.CommandLine.Command;

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
            "  LOGTAIL_DATA        where the journal is kept (./data)",
            "  LOGTAIL_JAVA_OPTS   more or other JVM options, such as -Xmx512m",
            "",
            "SIGTERM and Ctrl-C stop it in order; HUP, USR1 and USR2 change nothing, as settings are read at the start.",
            "docs/operate.md: as a service, behind nginx, backup, metrics.",
            "Exit codes: 0 stopped in order, 1 cannot start or stopped by a fault, 2 wrong settings.",
        })
public final class ServeCommand extends AnyCommand {
    @Override
    public Integer call() {
        return Serve.run();
    }
}
