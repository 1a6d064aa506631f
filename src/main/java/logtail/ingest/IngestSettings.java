package logtail.ingest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import logtail.net.Limits;
import logtail.runtime.Env;

/**
 * The listeners for lines, and how lines are read.
 *
 * @param listeners in the order in which they are opened
 * @param timeFrom where the time of a line of text comes from
 * @param joins which lines are joined to events
 */
public record IngestSettings(List<ListenerSettings> listeners, TimeFrom timeFrom, JoinSettings joins) {
    private static final Map<Protocol, String> STANDARD = new EnumMap<>(Map.of(
            Protocol.SYSLOG_TCP, "127.0.0.1:5514",
            Protocol.SYSLOG_UDP, "127.0.0.1:5514",
            Protocol.LINES_TCP, "127.0.0.1:5515"));

    /** Reads the settings from the environment; all listeners have the same {@code limits}. */
    public static IngestSettings from(Env env, Limits limits) {
        var listeners = new ArrayList<ListenerSettings>();
        STANDARD.forEach((protocol, standard) -> {
            String name = protocol.word();
            env.address(ListenerSettings.variable(name), standard)
                    .ifPresent(bind -> listeners.add(new ListenerSettings(name, protocol, bind, limits)));
        });
        return new IngestSettings(List.copyOf(listeners), env.choice("LOGTAIL_TIME_FROM", TimeFrom.LINE), JoinSettings.from(env));
    }
}
