package logtail.ingest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import logtail.runtime.Env;

/**
 * Where to listen for lines.
 *
 * @param listeners in the order in which they are opened
 */
public record IngestSettings(List<ListenerSettings> listeners) {
    public static IngestSettings from(Env env) {
        return new IngestSettings(Stream.of(
                        listener(env, "syslog-tcp", Protocol.SYSLOG_TCP, "127.0.0.1:5514"),
                        listener(env, "syslog-udp", Protocol.SYSLOG_UDP, "127.0.0.1:5514"),
                        listener(env, "lines-tcp", Protocol.LINES_TCP, "127.0.0.1:5515"))
                .flatMap(Optional::stream)
                .toList());
    }

    private static Optional<ListenerSettings> listener(Env env, String name, Protocol protocol, String standard) {
        return env.address(ListenerSettings.variable(name), standard)
                .map(bind -> new ListenerSettings(name, protocol, bind));
    }
}
