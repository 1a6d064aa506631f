package logtail.ingest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import logtail.ingest.rate.RateSettings;
import logtail.net.Limits;
import logtail.net.Wrapping;
import logtail.runtime.Env;

/**
 * The listeners for lines, and how lines are read.
 *
 * @param listeners in the order in which they are opened
 * @param timeFrom where the time of a line of text comes from
 * @param tokens the tokens of listeners
 * @param rates how fast lines may come
 * @param joins which lines are joined to events
 * @param unix the Unix sockets
 */
public record IngestSettings(
        List<ListenerSettings> listeners,
        TimeFrom timeFrom,
        ListenerTokens tokens,
        RateSettings rates,
        JoinSettings joins,
        UnixSettings unix) {
    private static final Map<Protocol, String> STANDARD = new EnumMap<>(Map.of(
            Protocol.SYSLOG_TCP, "127.0.0.1:5514",
            Protocol.SYSLOG_UDP, "127.0.0.1:5514",
            Protocol.SYSLOG_TLS, "off",
            Protocol.LINES_TCP, "127.0.0.1:5515",
            Protocol.LINES_TLS, "off",
            Protocol.RELP, "off",
            Protocol.RELP_TLS, "off"));

    /** The listeners that the environment asks for and that take connections. */
    public static Limits.Listeners connectionListeners(Env env) {
        return new Limits.Listeners(count(env, false) + UnixSettings.streams(env), count(env, true));
    }

    private static long count(Env env, boolean ofTls) {
        return STANDARD.entrySet().stream()
                .filter(listener ->
                        listener.getKey().isStream() && listener.getKey().isTls() == ofTls)
                .filter(listener -> !env.text(
                                Wrapping.variable(listener.getKey().word()))
                        .orElse(listener.getValue())
                        .equalsIgnoreCase("off"))
                .count();
    }

    /** Reads the settings from the environment; all listeners have the same {@code limits}. */
    public static IngestSettings from(Env env, Limits limits) {
        var listeners = new ArrayList<ListenerSettings>();
        STANDARD.forEach((protocol, standard) -> {
            String name = protocol.word();
            Wrapping wrapping = protocol.isStream() ? Wrapping.from(env, name, protocol.isTls()) : Wrapping.NONE;
            env.address(Wrapping.variable(name), standard)
                    .ifPresent(bind -> listeners.add(new ListenerSettings(name, protocol, bind, limits, wrapping)));
        });
        return new IngestSettings(
                List.copyOf(listeners),
                env.choice("LOGTAIL_TIME_FROM", TimeFrom.LINE),
                ListenerTokens.from(env),
                RateSettings.from(env),
                JoinSettings.from(env),
                UnixSettings.from(env, limits));
    }

    /** How many of the listeners take connections without TLS. */
    public long plainStreams() {
        return listeners.stream()
                        .filter(listener -> listener.protocol().isStream()
                                && !listener.protocol().isTls())
                        .count()
                + unix.sockets().stream()
                        .filter(socket -> socket.kind() == UnixSettings.Kind.STREAM)
                        .count();
    }
}
