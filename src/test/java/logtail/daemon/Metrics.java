package logtail.daemon;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import logtail.web.HttpSocket;

/** The counters of a daemon as {@code /metrics} shows them. */
final class Metrics {
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20);

    private Metrics() {}

    /** The value of {@code logtail_…{…}}; 0 when it is not shown. */
    static double value(RunningDaemon daemon, String name, String... headers) throws IOException {
        return HttpSocket.get(daemon.http(), "/metrics", headers)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** Waits until it has this value. */
    static void await(RunningDaemon daemon, String name, double wanted, String... headers) throws IOException {
        long startNs = System.nanoTime();
        double value = value(daemon, name, headers);
        while (value != wanted) {
            if (System.nanoTime() - startNs > DEADLINE_NS) {
                throw new AssertionError("%s is %s, not %s".formatted(name, value, wanted));
            }
            value = value(daemon, name, headers);
        }
    }
}
