package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Request count and time to the response head of one route, by status. Labelled with the pattern, never with the path,
 * so the number of series is bounded. Any thread.
 */
final class RouteMeter {
    private static final int STATUSES = 600;
    private static final int GONE = 0;

    private final String pattern;
    private final MeterRegistry metrics;
    private final AtomicReferenceArray<@Nullable Timer> answers = new AtomicReferenceArray<>(STATUSES);

    RouteMeter(String pattern, MeterRegistry metrics) {
        this.pattern = pattern;
        this.metrics = metrics;
    }

    /** The sender left before there was an answer, or within its own body. */
    void gone(long tookNs) {
        count(GONE, tookNs);
    }

    void count(int status, long tookNs) {
        int kind = Math.clamp(status, GONE, STATUSES - 1);
        Timer timer = answers.get(kind);
        if (timer == null) {
            timer = Timer.builder("logtail.http.requests")
                    .description("Time to the head of the response")
                    .tag("route", pattern)
                    .tag("status", kind == GONE ? "gone" : Integer.toString(kind))
                    .register(metrics); // returns an existing meter of the same name
            answers.set(kind, timer);
        }
        timer.record(tookNs, TimeUnit.NANOSECONDS);
    }
}
