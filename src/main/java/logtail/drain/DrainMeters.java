package logtail.drain;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of all drains, labelled with their names, of which there are at most {@value Drains#MOST}. One thread at a time.
 */
public final class DrainMeters {
    private final MeterRegistry registry;
    private final Map<String, List<Meter>> meters = new HashMap<>();

    public DrainMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers those of a drain. */
    public void add(String drain, Supplier<DrainStatus> status) {
        var added = new ArrayList<Meter>();
        added.add(gauge(
                "lag.events",
                "Events behind the last one that reached the destination, matching or not",
                drain,
                status,
                DrainStatus::lagEvents));
        added.add(gauge(
                "lag.seconds",
                "Age of the oldest event that did not reach the destination",
                drain,
                status,
                DrainStatus::lagSeconds));
        added.add(gauge(
                "dead.letters",
                "Events set aside, as the destination refuses them",
                drain,
                status,
                DrainStatus::deadLetters));
        added.add(counter("sent", "Events accepted by the destination", drain, status, DrainStatus::sent));
        added.add(counter("resent", "Events sent again", drain, status, DrainStatus::resent));
        added.add(counter("retries", "Attempts that failed", drain, status, DrainStatus::retries));
        added.add(counter("lost", "Events that were gone before they could be sent", drain, status, DrainStatus::lost));
        meters.put(drain, added);
    }

    /** Removes those of a drain. */
    public void remove(String drain) {
        List<Meter> removed = meters.remove(drain);
        if (removed != null) {
            removed.forEach(registry::remove);
        }
    }

    private Meter gauge(
            String name,
            String description,
            String drain,
            Supplier<DrainStatus> status,
            ToDoubleFunction<DrainStatus> value) {
        return Gauge.builder("logtail.drain." + name, () -> value.applyAsDouble(status.get()))
                .description(description)
                .tag("drain", drain)
                .register(registry);
    }

    private Meter counter(
            String name,
            String description,
            String drain,
            Supplier<DrainStatus> status,
            ToDoubleFunction<DrainStatus> value) {
        return FunctionCounter.builder("logtail.drain." + name, status, source -> value.applyAsDouble(source.get()))
                .description(description)
                .tag("drain", drain)
                .register(registry);
    }
}
