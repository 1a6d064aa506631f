package logtail.daemon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import logtail.access.AppScope;
import logtail.catalog.AppActivity;
import logtail.catalog.AppCatalog;
import logtail.drain.DrainStatus;
import logtail.drain.Drains;
import logtail.drain.ListedDrain;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.Clock;
import logtail.runtime.Json;
import logtail.runtime.Version;
import logtail.tail.TailHub;
import logtail.web.OpenTails;

/**
 * What {@code GET /status} tells of the whole daemon, from what is measured anyway; asks the disk for little.
 * Any thread.
 */
final class StatusReport implements Supplier<Json> {
    private static final int MOST_TAILS = 200;
    private static final int MOST_APPS = 8;
    private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private final Parts parts;
    private final RecentRates rates = new RecentRates(System::nanoTime);

    /**
     * What there is to tell of.
     *
     * @param addresses of listeners by name; complete when the first request comes
     * @param trouble why the daemon is not ready
     */
    record Parts(
            MeterRegistry metrics,
            Store store,
            IngestPipeline pipeline,
            TailHub tails,
            OpenTails open,
            AppCatalog catalog,
            Drains drains,
            HeapPlan memory,
            Map<String, InetSocketAddress> addresses,
            Supplier<Optional<String>> trouble,
            Clock clock) {}

    StatusReport(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Json get() {
        long nowNs = parts.clock.nowNs();
        var process = ManagementFactory.getRuntimeMXBean();
        Optional<String> trouble = parts.trouble.get();
        List<AppActivity> apps = parts.catalog.list(nowNs);
        Json status = Json.object()
                .with("version", Version.number())
                .with("pid", process.getPid())
                .with("started", Instant.ofEpochMilli(process.getStartTime()).toString())
                .with("uptime_s", process.getUptime() / 1000)
                .with("ready", trouble.isEmpty());
        trouble.ifPresent(why -> status.with("reason", why));
        return status.with("listeners", listeners())
                .with(
                        "ring",
                        Json.object()
                                .with("size", parts.pipeline.ringSlots())
                                .with("used", parts.pipeline.usedRingSlots()))
                .with("journal", journal(apps))
                .with("tails_open", parts.tails.openSessions())
                .with(
                        "tails",
                        parts.open.oldest(MOST_TAILS).stream().map(this::tail).toList())
                .with("apps", topApps(apps))
                .with(
                        "drains",
                        parts.drains.in(AppScope.ALL).list().stream()
                                .map(StatusReport::drain)
                                .toList())
                .with("memory", memory());
    }

    /** Those with an address, and those that took lines without one, as standard input. */
    private List<Json> listeners() {
        var names = new TreeMap<String, Json>();
        parts.addresses.forEach(
                (name, address) -> names.put(name, listener(name).with("address", text(address))));
        for (Counter lines : parts.metrics.find("logtail.intake.lines").counters()) {
            String name = String.valueOf(lines.getId().getTag("intake"));
            double count = lines.count();
            names.computeIfAbsent(name, StatusReport::listener)
                    .with("lines_per_second", rounded(rates.perSecond("lines of " + name, count)))
                    .with("lines", (long) count)
                    .with("bytes", count("logtail.intake.bytes", "intake", name));
        }
        names.forEach((name, json) -> {
            Gauge open = parts.metrics
                    .find("logtail.connections")
                    .tag("listener", name)
                    .gauge();
            if (open != null) {
                json.with("connections", (long) open.value());
            }
        });
        return List.copyOf(names.values());
    }

    private static Json listener(String name) {
        return Json.object().with("name", name);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private Json journal(List<AppActivity> apps) {
        double perSecond = rates.perSecond("journal", (double) count("logtail.journal.bytes"));
        Json journal = Json.object();
        parts.store.describe(journal);
        apps.stream()
                .mapToLong(AppActivity::lastSeenNs)
                .max()
                .ifPresent(newest -> journal.with("newest", time(newest)));
        return journal.with("bytes_per_day", (long) (perSecond * SECONDS_A_DAY));
    }

    private Json tail(OpenTails.Open tail) {
        Json json = Json.object()
                .with("format", tail.format())
                .with("lag_events", parts.tails.lagEvents(tail.reading()))
                .with("since", time(tail.sinceNs()))
                .with("remote", tail.remote());
        Map.of("app", tail.app(), "level", tail.level(), "filter", tail.filter())
                .forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        json.with(name, value);
                    }
                });
        return json;
    }

    private static List<Json> topApps(List<AppActivity> apps) {
        return apps.stream()
                .sorted(Comparator.comparingDouble(AppActivity::perSecond)
                        .thenComparingLong(AppActivity::events)
                        .reversed()
                        .thenComparing(AppActivity::app))
                .limit(MOST_APPS)
                .map(app -> Json.object()
                        .with("app", app.app())
                        .with("per_second", rounded(app.perSecond()))
                        .with("events", app.events()))
                .toList();
    }

    private static Json drain(ListedDrain drain) {
        DrainStatus status = drain.status();
        return Json.object()
                .with("name", drain.name())
                .with("state", status.state().name().toLowerCase(Locale.ROOT))
                .with("lag_events", status.lagEvents())
                .with("lag_s", rounded(status.lagSeconds()));
    }

    private Json memory() {
        Runtime runtime = Runtime.getRuntime();
        Json shares = Json.object();
        parts.memory
                .shares()
                .forEach(share -> shares.with(
                        share.name(),
                        Json.object().with("used", share.usedBytes()).with("limit", share.limitBytes())));
        return Json.object()
                .with("heap_used", runtime.totalMemory() - runtime.freeMemory())
                .with("heap_max", runtime.maxMemory())
                .with("shares", shares);
    }

    private long count(String name, String... tags) {
        Counter counter = parts.metrics.find(name).tags(tags).counter();
        return counter == null ? 0 : (long) counter.count();
    }

    private static double rounded(double number) {
        return Math.round(number * 100) / 100.0;
    }

    private static String time(long ns) {
        return Instant.ofEpochSecond(0, ns).toString();
    }
}
