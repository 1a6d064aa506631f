package logtail.daemon;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import logtail.access.Sessions;
import logtail.access.TokenGate;
import logtail.access.Tokens;
import logtail.access.Veils;
import logtail.catalog.AppCatalog;
import logtail.drain.CheckedSinks;
import logtail.drain.DrainContext;
import logtail.drain.DrainMeters;
import logtail.drain.Drains;
import logtail.drain.LocalDrains;
import logtail.drain.Sinks;
import logtail.drain.cluster.ClusterDrains;
import logtail.ingest.HalfLines;
import logtail.ingest.HeldMemory;
import logtail.ingest.IntakeContext;
import logtail.ingest.Intakes;
import logtail.ingest.LineRules;
import logtail.ingest.OwnLines;
import logtail.ingest.SenderRules;
import logtail.ingest.rate.Rates;
import logtail.journal.Journal;
import logtail.net.AddressGuard;
import logtail.net.Connector;
import logtail.net.Entrances;
import logtail.net.EventLoops;
import logtail.net.tls.ServerTls;
import logtail.pipeline.Attempts;
import logtail.pipeline.IngestPipeline;
import logtail.redact.Redaction;
import logtail.runtime.Clock;
import logtail.runtime.CloseStack;
import logtail.runtime.Deadline;
import logtail.runtime.DeadlineCloseable;
import logtail.runtime.FaultHandler;
import logtail.runtime.MemoryBudget;
import logtail.runtime.OwnLog;
import logtail.tail.TailHub;
import logtail.web.AppsEndpoint;
import logtail.web.CountRoutes;
import logtail.web.CountsEndpoint;
import logtail.web.DrainRoutes;
import logtail.web.EventEndpoint;
import logtail.web.FieldsEndpoint;
import logtail.web.HealthEndpoint;
import logtail.web.HttpContext;
import logtail.web.HttpPort;
import logtail.web.HttpServer;
import logtail.web.LogRoutes;
import logtail.web.LogsEndpoint;
import logtail.web.MetricsEndpoint;
import logtail.web.OpenApiRoutes;
import logtail.web.PageRoutes;
import logtail.web.Routes;
import logtail.web.SessionRoutes;
import logtail.web.StatusEndpoint;
import logtail.web.StatusRoutes;
import logtail.web.TailEndpoint;
import logtail.web.TailLimits;
import logtail.web.TailRoutes;
import logtail.web.TokenRoutes;
import logtail.web.TrustedProxies;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the daemon: opens all parts in order and closes them in reverse. Readers are ready before the first line is
 * accepted. A stop ends intake first, then commits and acknowledges what was accepted, then ends the tails.
 */
public final class LogtailDaemon implements DeadlineCloseable {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(9);

    private final DaemonSettings settings;
    private final HeapPlan memory;
    private final Clock clock = Clock.system();
    private final FaultHandler faults;
    private final CloseStack closing = new CloseStack();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private Optional<ServerTls> tls = Optional.empty();
    private @Nullable Intakes intakes;
    private @Nullable Tokens tokens;
    private @Nullable TokenGate gate;
    private volatile boolean isStopping;

    private LogtailDaemon(DaemonSettings settings, HeapPlan memory, FaultHandler faults) {
        this.settings = settings;
        this.memory = memory;
        this.faults = faults;
    }

    /**
     * Opens everything.
     *
     * @param faults called when the daemon cannot continue
     * @throws logtail.runtime.SettingsException when the settings do not fit the heap
     * @throws logtail.journal.JournalFailedException when the data directory cannot be used
     * @throws logtail.net.BindFailedException when a port cannot be bound
     */
    static LogtailDaemon start(DaemonSettings settings, OwnLog log, FaultHandler faults) {
        var daemon = new LogtailDaemon(settings, HeapPlan.of(settings, MemoryBudget.ofHeap()), faults);
        try {
            daemon.open(log);
            return daemon;
        } catch (Throwable failure) {
            throw daemon.closing.closeAfter(failure);
        }
    }

    /** Bound addresses by protocol. */
    Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    /** Lets those in who ask; once it is started. */
    TokenGate gate() {
        return Objects.requireNonNull(gate);
    }

    /** Once it is started. */
    Tokens tokens() {
        return Objects.requireNonNull(tokens);
    }

    /** Reads the files of TLS again; false when there are none. Any thread. */
    boolean reload() {
        tls.ifPresent(ServerTls::reload);
        return tls.isPresent();
    }

    /** Takes the lines of {@code stdin} too, as those of {@code app} if it is given. */
    void read(InputStream stdin, Optional<String> app) {
        Objects.requireNonNull(intakes, "opened").read(stdin, app);
    }

    /** Stops intake, commits and acknowledges accepted lines, and ends the tails. */
    @Override
    public void close(Deadline deadline) {
        isStopping = true;
        closing.close(deadline);
    }

    @Override
    public void close() {
        close(Deadline.in(CLOSE_WITHIN));
    }

    private void open(OwnLog log) {
        Store store = closing.push(openStore());
        Journal journal = store.journal();
        DataDirectory.tighten(settings.journal().directory());
        Optional<Redaction> redaction =
                settings.redaction().open(settings.journal().directory());
        Veils veils = Veils.of(
                settings.secret(), settings.journal().directory(), journal.id().toString());
        TokenGate gate = openGate();
        Attempts attempts = closing.push(attempts(journal));
        AppCatalog catalog = closing.push(AppCatalog.start(journal, faults));
        EventLoops loops = closing.push(new EventLoops());
        Drains drains = closing.push(drains(journal, veils, loops));
        var entrances = new Entrances(tls(), metrics);
        HttpServer http = closing.push(new HttpServer(loops, httpContext(), metrics));
        TailHub tails = closing.push(TailHub.start(journal, clock, metrics, faults, memory.context()));
        IngestPipeline pipeline =
                closing.push(IngestPipeline.start(settings.pipeline(), journal, catalog::appended, metrics, faults));
        measure(log, store, pipeline);
        redaction.ifPresent(rules -> DaemonMeters.measureRedaction(metrics, rules));
        var context = new IntakeContext(
                pipeline,
                settings.pipeline().maxMessageBytes(),
                clock,
                metrics,
                new HeldMemory(memory.stalled(), new HalfLines(settings.limits().body())),
                new SenderRules(gate, new Rates(settings.ingest().rates().rules())),
                new LineRules(settings.ingest().joins(), redaction));
        var own = new OwnLines(context);
        log.copyTo(own::offer);
        closing.push(() -> log.copyTo(line -> {}));

        drains.start(settings.drains().declared());
        intakes = closing.push(Intakes.start(loops, entrances, settings.ingest(), context));
        addresses.putAll(intakes.addresses());
        List<Routes> routes = routes(context, store, veils, attempts, tails, catalog, drains);
        listen(http, entrances, routes);
        closing.push(http.acceptor());
    }

    private Store openStore() {
        return settings.kafka()
                .<Store>map(kafka -> ClusterStore.open(kafka, settings.journal().directory(), faults))
                .orElseGet(() -> EmbeddedStore.open(settings.journal(), clock));
    }

    private HttpContext httpContext() {
        return new HttpContext(
                settings.limits(),
                memory.bodies(),
                settings.web().inflation(),
                new TrustedProxies(settings.web().proxies()));
    }

    /** Never open to other machines by mistake, should the tokens that the settings have seen be gone by now. */
    private TokenGate openGate() {
        Path directory = settings.journal().directory();
        Tokens opened = Tokens.open(directory, settings.access().tokensFile(), clock);
        boolean mayBeOpen = settings.access().isOpen() || settings.exposed().isEmpty();
        var opening = new TokenGate(opened, Sessions.open(settings.secret(), directory), mayBeOpen, metrics);
        tokens = opened;
        gate = opening;
        return opening;
    }

    private void measure(OwnLog log, Store store, IngestPipeline pipeline) {
        memory.measure(metrics);
        DaemonMeters meters = closing.push(new DaemonMeters(metrics));
        meters.measureProcess(log);
        meters.measurePipeline(pipeline);
        store.measure(metrics);
    }

    private Optional<ServerTls> tls() {
        tls = settings.tls().map(files -> closing.push(ServerTls.start(files, clock, metrics, faults)));
        return tls;
    }

    private void listen(HttpServer http, Entrances entrances, List<Routes> routes) {
        List<HttpPort> ports = settings.web().ports();
        List<InetSocketAddress> bound =
                http.listen(ports, entrances, settings.web().publicHosts(), gate(), routes);
        for (int i = 0; i < ports.size(); i++) {
            addresses.put(ports.get(i).name(), bound.get(i));
        }
    }

    private Attempts attempts(Journal journal) {
        return new Attempts(
                journal, settings.journal().directory().resolve("producers"), clock, memory.attempts(), faults);
    }

    private Drains drains(Journal journal, Veils veils, EventLoops loops) {
        DrainContext context = DrainContext.of(journal, veils, clock, memory.drains(), faults);
        var guard = AddressGuard.allowing(settings.drains().allowed());
        var sinks = new CheckedSinks(
                new Sinks(new Connector(loops, AddressGuard.NONE), file -> true),
                new Sinks(new Connector(loops, guard), settings.drains()::mayWrite),
                context.memory());
        var meters = new DrainMeters(metrics);
        return settings.kafka()
                .<Drains>map(kafka -> new ClusterDrains(kafka, settings.secret(), sinks, context, meters))
                .orElseGet(() -> new LocalDrains(settings.journal().directory(), sinks, context, meters));
    }

    private List<Routes> routes(
            IntakeContext context,
            Store store,
            Veils veils,
            Attempts attempts,
            TailHub tails,
            AppCatalog catalog,
            Drains drains) {
        Journal journal = store.journal();
        var tail = new TailEndpoint(tails, TailLimits.of(settings.web().maxTails(), memory.tails()), veils, clock);
        var status = new StatusReport(new StatusReport.Parts(
                metrics,
                store,
                context.pipeline(),
                tails,
                tail.open(),
                catalog,
                drains,
                memory,
                addresses,
                () -> whyNotReady(context.pipeline()),
                clock));
        return List.of(
                new LogRoutes(new LogsEndpoint(
                        context,
                        settings.ingest().timeFrom(),
                        attempts,
                        settings.web().maxBodyBytes())),
                new TailRoutes(tail, new EventEndpoint(tail, journal), new AppsEndpoint(catalog, tail, clock)),
                new CountRoutes(
                        new CountsEndpoint(journal, veils, catalog, clock),
                        new FieldsEndpoint(journal, veils, catalog, clock)),
                new DrainRoutes(drains, veils, clock),
                new TokenRoutes(tokens(), gate()),
                new SessionRoutes(gate()),
                new PageRoutes(),
                new OpenApiRoutes(),
                new StatusRoutes(
                        new MetricsEndpoint(metrics),
                        new StatusEndpoint(status),
                        new HealthEndpoint(Optional::empty),
                        new HealthEndpoint(() -> whyNotReady(context.pipeline()))));
    }

    private Optional<String> whyNotReady(IngestPipeline pipeline) {
        if (isStopping) {
            return Optional.of("the daemon is stopping");
        }
        return Optional.of(pipeline.trouble()).filter(trouble -> !trouble.isEmpty());
    }
}
