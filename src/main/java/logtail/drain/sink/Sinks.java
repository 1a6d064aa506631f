package logtail.drain.sink;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import logtail.net.ClientTls;
import logtail.net.Connector;
import logtail.net.ServerAddress;
import logtail.runtime.Env;

/** Makes sinks from what people ask for. Any thread. */
public final class Sinks {
    static final String SCHEMES =
            "syslog://, syslog+tls://, relp://, relp+tls://, http://, https://, kafka://, file://";

    private final Connector connector;
    private final Predicate<Path> files;

    /** Over these connections, and into files that {@code files} is true of, by their absolute paths. */
    public Sinks(Connector connector, Predicate<Path> files) {
        this.connector = connector;
        this.files = files;
    }

    /**
     * A sink that is not connected yet.
     *
     * @param drain the name of the drain
     * @param options by name; all must be known to this kind of destination
     * @throws IllegalArgumentException when the destination is none that we know; the message says what is taken
     * @throws logtail.runtime.SettingsException naming every mistake in the options
     */
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
            case "file" -> file(FileOptions.from(to, env));
            default ->
                throw new IllegalArgumentException(
                        "drains do not speak %s; they take %s".formatted(to.scheme(), SCHEMES));
        };
        env.finish();
        return sink;
    }

    private Sink file(FileOptions options) {
        if (!files.test(options.path())) {
            throw new IllegalArgumentException(
                    "%s is not in the directory that LOGTAIL_DRAIN_FILES names".formatted(options.path()));
        }
        return new FileSink(options);
    }

    private Sink http(String drain, ServerAddress server, Destination to, Env env, Map<String, String> options) {
        return HttpSink.create(drain, connector, server, to, env, options.keySet());
    }

    /** The options of everything that speaks TLS. */
    static ClientTls tls(Env options) {
        return new ClientTls(
                options.text("ca").map(Path::of),
                options.text("cert").map(Path::of),
                options.text("key").map(Path::of),
                !options.text("verify").orElse("on").equals("off"));
    }

    static ServerAddress server(Destination to, int port, Optional<ClientTls> tls) {
        return new ServerAddress(to.host(), to.port(port), tls.map(ClientTls::context));
    }
}
