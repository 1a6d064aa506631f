package logtail.drain.sink.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import logtail.drain.Sinks;
import logtail.drain.sink.Destination;
import logtail.drain.sink.Sink;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import logtail.net.ServerAddress;
import logtail.runtime.Env;

/** Makes HTTP sinks of a drain called {@code eu}, for tests. */
final class HttpDrain implements AutoCloseable {
    private final EventLoops loops = new EventLoops();
    private final Connector connector = new Connector(loops, AddressGuard.NONE);

    Sink to(String url, String... namesAndValues) {
        return new Sinks(connector, file -> true)
                .create("eu", Destination.parse(url).destination(), options(namesAndValues));
    }

    /** One that waits no longer than this for an answer. */
    Sink impatient(Duration patience, String url) {
        Destination to = Destination.parse(url).destination();
        return HttpSink.create("eu", link(patience, url), to, Env.ofOptions(Map.of()), Set.of());
    }

    HttpLink link(Duration patience, String url) {
        Destination to = Destination.parse(url).destination();
        return new HttpLink(connector, new ServerAddress(to.host(), to.port(80), Optional.empty()), patience);
    }

    static Map<String, String> options(String... namesAndValues) {
        var options = new TreeMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }

    @Override
    public void close() {
        loops.close();
    }
}
