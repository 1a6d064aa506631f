package logtail.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code GET /metrics} in the Prometheus text format. Gauges may read files, so scrapes never run on an event loop; they run
 * one after the other, so that many at once need the memory of one.
 */
public final class MetricsEndpoint implements Endpoint {
    private final PrometheusMeterRegistry metrics;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    public MetricsEndpoint(PrometheusMeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public void begin(Exchange exchange) {
        exchange.offload(() -> Answer.ok("text/plain; version=0.0.4; charset=utf-8", scrape()));
    }

    private String scrape() {
        oneAtATime.lock();
        try {
            return metrics.scrape();
        } finally {
            oneAtATime.unlock();
        }
    }
}
