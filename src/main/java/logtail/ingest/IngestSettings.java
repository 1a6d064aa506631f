package logtail.ingest;

import java.net.InetSocketAddress;
import java.util.Optional;
import logtail.runtime.Env;

/** Where to listen for lines; empty for nowhere. */
public record IngestSettings(
        Optional<InetSocketAddress> syslogTcp,
        Optional<InetSocketAddress> syslogUdp,
        Optional<InetSocketAddress> linesTcp) {

    public static IngestSettings from(Env env) {
        return new IngestSettings(
                env.address("LOGTAIL_SYSLOG_TCP", "127.0.0.1:5514"),
                env.address("LOGTAIL_SYSLOG_UDP", "127.0.0.1:5514"),
                env.address("LOGTAIL_LINES_TCP", "127.0.0.1:5515"));
    }
}
