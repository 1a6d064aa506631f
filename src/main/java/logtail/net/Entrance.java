package logtail.net;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelPipeline;

/** What each connection of a listener passes before its protocol begins. One for each listener; any event loop. */
public final class Entrance {
    private final ConnectionLimits limits;

    /**
     * Creates an entrance.
     *
     * @param listener name of the listener in metrics and in our own log
     * @param farewell response sent before a refused connection is closed; empty for none
     */
    public Entrance(String listener, Limits limits, String farewell, MeterRegistry metrics) {
        this.limits = new ConnectionLimits(listener, limits, farewell, metrics);
    }

    /** Adds the handlers to a new connection, as its first ones. */
    public void guard(ChannelPipeline pipeline) {
        pipeline.addLast(limits);
    }
}
