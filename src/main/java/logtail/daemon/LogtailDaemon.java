package logtail.daemon;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import logtail.catalog.AppCatalog;
import logtail.drain.DrainMeters;
import logtail.drain.Drains;
import logtail.drain.Sinks;
import logtail.ingest.FramedLines;
import logtail.ingest.Intake;
import logtail.ingest.IntakeContext;
import logtail.ingest.Intakes;
import logtail.ingest.OwnLines;
import logtail.journal.Journal;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.EventLoops;
import logtail.pipeline.Attempts;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.Clock;
import logtail.runtime.CloseStack;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;
import logtail.runtime.OwnLog;
import logtail.tail.TailHub;
import logtail.web.AppsEndpoint;
import logtail.web.DrainsEndpoint;
import logtail.web.Endpoint;
import logtail.web.EventEndpoint;
import logtail.web.HealthEndpoint;
import logtail.web.HttpServer;
import logtail.web.LogsEndpoint;
import logtail.web.MetricsEndpoint;
import logtail.web.TailEndpoint;

/**
 * The whole daemon: what is opened in which order, and closed in reverse. Readers are ready before the first line comes;
 * on the way down lines stop coming first, then what was taken is kept and acknowledged, then the tails are told.
 */
public final class LogtailDaemon implements AutoCloseable {
    private static final long OWN_BYTES = 48L << 20; // an estimate: code, buffers of event loops, room to collect in

    private final DaemonSettings settings;
    private final Clock clock = Clock.system();
    private final FaultHandler faults;
    private final CloseStack closing = new CloseStack();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MemoryBudget budget = MemoryBudget.ofHeap();
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private volatile boolean isStopping;

    private LogtailDaemon(DaemonSettings settings, FaultHandler faults) {
        this.settings = settings;
        this.faults = faults;
    }

    /**
     * Opens everything.
     *
     * @param faults told when the daemon cannot go on
     * @throws logtail.journal.JournalFailedException when the data directory cannot be used
     * @throws logtail.net.BindFailedException when a port cannot be had
     */
    static LogtailDaemon start(DaemonSettings settings, OwnLog log, FaultHandler faults) {
        var daemon = new LogtailDaemon(settings, faults);
        try {
            daemon.open(log);
            return daemon;
        } catch (Throwable failure) {
            throw daemon.closing.closeAfter(failure);
        }
    }

    /** Where it listens, by protocol. */
    Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    /** Takes no more lines, keeps and acknowledges what it took, says good-bye to the tails. */
    @Override
    public void close() {
        isStopping = true;
        closing.close();
    }

    private void open(OwnLog log) {
        ChronicleJournal journal = closing.push(ChronicleJournal.open(settings.journal(), clock));
        budget.reserve("code and buffers", OWN_BYTES);
        budget.reserve("LOGTAIL_RING", settings.pipeline().ringBytes());
        Attempts attempts = closing.push(new Attempts(journal, clock, budget.share("attempts", 10), faults));
        AppCatalog catalog = closing.push(AppCatalog.start(journal, faults));
        EventLoops loops = closing.push(new EventLoops());
        Drains drains = closing.push(drains(journal, loops));
        HttpServer http = closing.push(new HttpServer(loops));
        TailHub tails = closing.push(TailHub.start(journal, clock, metrics, faults));
        IngestPipeline pipeline =
                closing.push(IngestPipeline.start(settings.pipeline(), journal, catalog::count, metrics, faults));
        measure(journal);
        FunctionCounter.builder("logtail.log.dropped", log, OwnLog::droppedLines)
                .register(metrics);
        var context = new IntakeContext(
                pipeline, settings.pipeline().maxMessageBytes(), clock, metrics, budget.share("stalled", 10));
        var own = new OwnLines(context);
        log.copyTo(own::offer);
        closing.push(() -> log.copyTo(line -> {}));

        drains.start(settings.drains().declared());
        Intakes intakes = closing.push(Intakes.start(loops, settings.ingest().listeners(), context));
        addresses.putAll(intakes.addresses());
        var endpoints = endpoints(context, journal, attempts, tails, catalog);
        var drainsEndpoint = new DrainsEndpoint(drains, clock);
        endpoints.put(DrainsEndpoint.PATH, drainsEndpoint);
        endpoints.put(DrainsEndpoint.PATH + "/", drainsEndpoint);
        settings.web().address().ifPresent(bind -> addresses.put("http", http.listen(bind, endpoints)));
        closing.push(http::stopAccepting);
    }

    private Drains drains(ChronicleJournal journal, EventLoops loops) {
        return new Drains(
                settings.journal().directory(),
                new Sinks(new Connector(loops, AddressGuard.NONE), file -> true),
                new Sinks(
                        new Connector(
                                loops, AddressGuard.allowing(settings.drains().allowed())),
                        settings.drains()::mayWrite),
                journal,
                clock,
                new DrainMeters(metrics),
                faults);
    }

    private Map<String, Endpoint> endpoints(
            IntakeContext context, Journal journal, Attempts attempts, TailHub tails, AppCatalog catalog) {
        var endpoints = new LinkedHashMap<String, Endpoint>();
        endpoints.put(
                "/logs",
                new LogsEndpoint(
                        new Intake("http", FramedLines.lines(), context),
                        new Intake("logplex", FramedLines.syslog(ZoneId.systemDefault()), context),
                        attempts,
                        settings.web().maxBodyBytes()));
        var tail = new TailEndpoint(tails, settings.web().maxTails(), clock);
        endpoints.put("/tail", Endpoint.get(tail));
        endpoints.put(EventEndpoint.PATH, Endpoint.get(new EventEndpoint(tail, journal)));
        endpoints.put("/apps", Endpoint.read(new AppsEndpoint(catalog, clock)));
        endpoints.put("/metrics", Endpoint.read(new MetricsEndpoint(metrics)));
        endpoints.put("/healthz", Endpoint.read(new HealthEndpoint(Optional::empty)));
        endpoints.put("/readyz", Endpoint.read(new HealthEndpoint(() -> whyNotReady(context.pipeline()))));
        return endpoints;
    }

    private Optional<String> whyNotReady(IngestPipeline pipeline) {
        if (isStopping) {
            return Optional.of("the daemon is stopping");
        }
        return Optional.of(pipeline.trouble()).filter(trouble -> !trouble.isEmpty());
    }

    @SuppressWarnings("resource") // bound to the registry, which lives as long as the process
    private void measure(ChronicleJournal journal) {
        Gauge.builder("logtail.journal.oldest", journal, Journal::firstIndex).register(metrics);
        Gauge.builder("logtail.journal.newest", journal, Journal::lastIndex).register(metrics);
        Gauge.builder("logtail.journal.size", journal, ChronicleJournal::sizeBytes)
                .baseUnit("bytes")
                .register(metrics);
        FunctionCounter.builder("logtail.journal.retired.events", journal, ChronicleJournal::retiredEvents)
                .register(metrics);
        FunctionCounter.builder("logtail.journal.damaged.places", journal, ChronicleJournal::damagedPlaces)
                .register(metrics);
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new FileDescriptorMetrics().bindTo(metrics);
        closing.push(bound(new JvmGcMetrics()));
    }

    private JvmGcMetrics bound(JvmGcMetrics gc) {
        gc.bindTo(metrics);
        return gc;
    }
}
