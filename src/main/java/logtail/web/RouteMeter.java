package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Request count and time to the response head of one route, by status class. Labelled with the pattern, never with the path,
 * so the number of series is bounded. Any thread.
 */
final class RouteMeter {
    private static final int CLASSES = 6;

    private final String pattern;
    private final MeterRegistry metrics;
    private final AtomicReferenceArray<@Nullable Timer> answers = new AtomicReferenceArray<>(CLASSES);

    RouteMeter(String pattern, MeterRegistry metrics) {
        this.pattern = pattern;
        this.metrics = metrics;
    }

    void count(int status, long tookNs) {
        int kind = Math.clamp(status / 100, 0, CLASSES - 1);
        Timer timer = answers.get(kind);
        if (timer == null) {
            timer = Timer.builder("logtail.http.requests")
                    .tag("route", pattern)
                    .tag("status", kind + "xx")
                    .register(metrics); // returns an existing meter of the same name
            answers.set(kind, timer);
        }
        timer.record(tookNs, TimeUnit.NANOSECONDS);
    }
}
