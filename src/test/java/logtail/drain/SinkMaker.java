package logtail.drain;

import java.util.Map;
import logtail.drain.sink.Destination;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;

/** Makes a sink for each destination that it is given, and ends. */
final class SinkMaker {
    private SinkMaker() {}

    public static void main(String[] destinations) {
        try (var loops = new EventLoops()) {
            var sinks = new Sinks(new Connector(loops, AddressGuard.NONE), file -> true);
            for (String destination : destinations) {
                sinks.create("made", Destination.parse(destination).destination(), Map.of())
                        .close();
            }
        }
    }
}
