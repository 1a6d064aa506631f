package logtail.drain;

import java.util.Map;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink;

/** Creates sinks of drains. Any thread. */
@FunctionalInterface
public interface SinkFactory {
    /**
     * Creates a sink that is not connected yet.
     *
     * @param drain the name of the drain
     * @param options options by name; the kind of destination must know all of them
     * @throws IllegalArgumentException when the scheme is unknown; the message names the known ones
     * @throws logtail.runtime.SettingsException listing every mistake in the options
     */
    Sink create(String drain, Destination to, Map<String, String> options);
}
