package logtail.daemon;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.concurrent.atomic.LongAdder;
import logtail.pipeline.IngestPipeline;
import logtail.redact.Redaction;
import logtail.runtime.OwnLog;
import logtail.runtime.Version;

/**
 * What is measured of the daemon as a whole; each part measures itself. Gauges are read with each scrape, and may read the
 * disk then. None is labelled with the names of apps: there may be any number of them, and senders choose them.
 */
final class DaemonMeters implements AutoCloseable {
    private final MeterRegistry metrics;
    private final JvmGcMetrics gc = new JvmGcMetrics();

    DaemonMeters(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @SuppressWarnings("resource") // bound to the registry, which lives as long as the process
    void measureProcess(OwnLog log) {
        Gauge.builder("logtail.build.info", () -> 1)
                .description("Always 1; the labels say which logtail this is, and on which Java it runs")
                .tag("version", Version.number())
                .tag("java", Runtime.version().toString())
                .register(metrics);
        FunctionCounter.builder("logtail.log.dropped", log, OwnLog::droppedLines)
                .description("Lines of the daemon's own log that nobody read from stdout")
                .register(metrics);
        new UptimeMetrics().bindTo(metrics);
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new FileDescriptorMetrics().bindTo(metrics);
        gc.bindTo(metrics);
    }

    void measurePipeline(IngestPipeline pipeline) {
        Gauge.builder("logtail.journal.paused", pipeline, some -> some.trouble().isEmpty() ? 0 : 1)
                .description("1 while no lines are taken, as on a full disk, and /readyz says why; else 0")
                .register(metrics);
    }

    static void measureRedaction(MeterRegistry metrics, Redaction redaction) {
        redaction
                .hits()
                .forEach((rule, hits) -> FunctionCounter.builder("logtail.redacted", hits, LongAdder::doubleValue)
                        .description("Secrets that a rule of LOGTAIL_REDACT has found")
                        .tag("rule", rule)
                        .register(metrics));
    }

    @Override
    public void close() {
        gc.close();
    }
}
