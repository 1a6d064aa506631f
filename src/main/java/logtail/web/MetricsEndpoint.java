package logtail.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpResponseStatus;

/** {@code GET /metrics} in the Prometheus text format. */
public final class MetricsEndpoint implements Endpoint {
    private final PrometheusMeterRegistry metrics;

    public MetricsEndpoint(PrometheusMeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public void begin(Exchange exchange) {
        exchange.respond(HttpResponseStatus.OK, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
    }
}
