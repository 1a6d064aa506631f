package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.function.Supplier;
import logtail.runtime.Json;

/** {@code GET /status}: how the daemon is, as one JSON object. */
public final class StatusEndpoint implements Endpoint {
    private final Supplier<Json> status;

    /** @param status may ask the disk how full it is, but reads no file */
    public StatusEndpoint(Supplier<Json> status) {
        this.status = status;
    }

    @Override
    public void begin(Exchange exchange) {
        exchange.expectParameters("/status", Set.of());
        exchange.offload(() -> Answer.json(HttpResponseStatus.OK, status.get() + "\n"));
    }
}
