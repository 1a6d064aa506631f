package logtail.drain;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink;
import logtail.drain.sink.file.FileSink;
import logtail.drain.sink.http.HttpSink;
import logtail.drain.sink.kafka.KafkaSink;
import logtail.drain.sink.syslog.RelpSink;
import logtail.drain.sink.syslog.SyslogSink;
import logtail.net.ClientTls;
import logtail.net.Connector;
import logtail.net.ServerAddress;
import logtail.runtime.Env;

/** Creates the sink for each scheme of a destination. Any thread. */
public final class Sinks implements SinkFactory {
    private final Connector connector;
    private final Predicate<Path> files;

    /** Creates sinks that use {@code connector}, and may write files whose absolute paths {@code files} accepts. */
    public Sinks(Connector connector, Predicate<Path> files) {
        this.connector = connector;
        this.files = files;
    }

    @Override
    public Sink create(String drain, Destination to, Map<String, String> options) {
        Env env = Env.ofOptions(options);
        Sink sink = switch (to.scheme()) {
            case "syslog" -> new SyslogSink(connector, server(to, 514, Optional.empty()));
            case "syslog+tls" -> new SyslogSink(connector, server(to, 6514, Optional.of(tls(env))));
            case "http" -> http(drain, server(to, 80, Optional.empty()), to, env, options);
            case "https" -> http(drain, server(to, 443, Optional.of(tls(env))), to, env, options);
            case "relp" -> new RelpSink(connector, server(to, 2514, Optional.empty()));
            case "relp+tls" -> new RelpSink(connector, server(to, 2514, Optional.of(tls(env))));
            case "kafka" -> KafkaSink.create(drain, to, options, env, connector.guard());
            case "file" -> FileSink.create(to, env, files);
            default ->
                throw new IllegalArgumentException(
                        "drains do not support %s; they support %s".formatted(to.scheme(), Destination.SCHEMES));
        };
        env.finish();
        return sink;
    }

    private Sink http(String drain, ServerAddress server, Destination to, Env env, Map<String, String> options) {
        return HttpSink.create(drain, connector, server, to, env, options.keySet());
    }

    /** TLS options, common to all protocols. */
    private static ClientTls tls(Env options) {
        return new ClientTls(
                options.text("ca").map(Path::of),
                options.text("cert").map(Path::of),
                options.text("key").map(Path::of),
                !options.text("verify").orElse("on").equals("off"));
    }

    private static ServerAddress server(Destination to, int port, Optional<ClientTls> tls) {
        return new ServerAddress(to.host(), to.port(port), tls.map(ClientTls::context));
    }
}
