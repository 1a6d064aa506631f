package logtail.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code GET /metrics} in the Prometheus text format. A gauge may read a file, so event loops never scrape; and scrapes wait
 * for each other, so that many at once cost the memory of one.
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
