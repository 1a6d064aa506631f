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

    void add(String drain, Supplier<DrainStatus> status) {
        var added = new ArrayList<Meter>();
        added.add(gauge("logtail.drain.lag.events", drain, status, DrainStatus::lagEvents));
        added.add(gauge("logtail.drain.lag.seconds", drain, status, DrainStatus::lagSeconds));
        added.add(gauge("logtail.drain.dead.letters", drain, status, DrainStatus::deadLetters));
        added.add(counter("logtail.drain.sent", drain, status, DrainStatus::sent));
        added.add(counter("logtail.drain.resent", drain, status, DrainStatus::resent));
        added.add(counter("logtail.drain.retries", drain, status, DrainStatus::retries));
        added.add(counter("logtail.drain.lost", drain, status, DrainStatus::lost));
        meters.put(drain, added);
    }

    void remove(String drain) {
        List<Meter> removed = meters.remove(drain);
        if (removed != null) {
            removed.forEach(registry::remove);
        }
    }

    private Meter gauge(String name, String drain, Supplier<DrainStatus> status, ToDoubleFunction<DrainStatus> value) {
        return Gauge.builder(name, () -> value.applyAsDouble(status.get()))
                .tag("drain", drain)
                .register(registry);
    }

    private Meter counter(
            String name, String drain, Supplier<DrainStatus> status, ToDoubleFunction<DrainStatus> value) {
        return FunctionCounter.builder(name, status, source -> value.applyAsDouble(source.get()))
                .tag("drain", drain)
                .register(registry);
    }
}
