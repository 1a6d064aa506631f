package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of one route were answered, how, and how long they waited for the head of their answer. Labelled by the
 * pattern, never by the path, so there are as many series as patterns and classes of status. Any thread.
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
                    .register(metrics); // the same one for whoever else registers it
            answers.set(kind, timer);
        }
        timer.record(tookNs, TimeUnit.NANOSECONDS);
    }
}
