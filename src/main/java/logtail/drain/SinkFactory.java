package logtail.drain;

import java.util.Map;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink;

/** Makes sinks from what people ask for. Any thread. */
@FunctionalInterface
public interface SinkFactory {
    /**
     * A sink that is not connected yet.
     *
     * @param drain the name of the drain
     * @param options by name; all must be known to this kind of destination
     * @throws IllegalArgumentException when the destination is none that we know; the message says what is taken
     * @throws logtail.runtime.SettingsException naming every mistake in the options
     */
    Sink create(String drain, Destination to, Map<String, String> options);
}
