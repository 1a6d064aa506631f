package logtail.net;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import logtail.runtime.Env;

/**
 * Connection limits and timeouts of a listener. They keep peers from exhausting file descriptors and from holding idle
 * connections.
 *
 * @param connections most open connections, at least 1
 * @param connectionsPerAddress most open connections from one address (IPv6: one /64), at most {@code connections}
 * @param headers time from the first byte of a request to the end of its header
 * @param body how long a body of known length may make no progress
 * @param idle how long a connection may stay open between requests
 */
public record Limits(int connections, int connectionsPerAddress, Duration headers, Duration body, Duration idle) {
    private static final int LEAST_CONNECTIONS = 64;
    private static final int MOST_CONNECTIONS = 10_000;
    private static final int SETTABLE_CONNECTIONS = 1_000_000;
    private static final int HEAP_BYTES_PER_CONNECTION =
            64 * 1024; // of all listeners together; five times what it takes
    private static final int HEAP_BYTES_OF_TLS = 48 * 1024; // more for each listener with TLS
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(1);

    /** How many listeners there are without and with TLS. */
    public record Listeners(long plain, long ofTls) {
        public Listeners plus(Listeners others) {
            return new Listeners(plain + others.plain, ofTls + others.ofTls);
        }
    }

    /**
     * Reads {@code LOGTAIL_MAX_CONNECTIONS} and the related settings; each listener counts separately. When it is not set, the
     * descriptors are shared equally among the listeners, and all other files have as many as one of them.
     *
     * @param listeners those that take connections
     */
    public static Limits from(Env env, Listeners listeners) {
        return from(env, listeners, descriptors(), Runtime.getRuntime().maxMemory());
    }

    /** @param descriptors how many files and sockets the process may open */
    static Limits from(Env env, Listeners listeners, long descriptors, long heapBytes) {
        long fitting = Math.min(
                descriptors / (listeners.plain + listeners.ofTls + 1),
                heapBytes / (HEAP_BYTES_PER_CONNECTION + listeners.ofTls * HEAP_BYTES_OF_TLS));
        int connections = connections(env, fitting, descriptors);
        String name = "LOGTAIL_MAX_CONNECTIONS_PER_ADDRESS";
        int perAddress = env.integer(name, (connections + 1) / 2, 1, SETTABLE_CONNECTIONS);
        if (perAddress > connections) {
            env.reject(
                    name,
                    Integer.toString(perAddress),
                    "at most as many as all connections, LOGTAIL_MAX_CONNECTIONS=" + connections);
        }
        return new Limits(
                connections,
                perAddress,
                env.duration("LOGTAIL_HEADER_TIMEOUT", Duration.ofSeconds(10), LEAST, MOST),
                env.duration("LOGTAIL_BODY_TIMEOUT", Duration.ofSeconds(30), LEAST, MOST),
                env.duration("LOGTAIL_IDLE_TIMEOUT", Duration.ofSeconds(75), LEAST, MOST));
    }

    private static int connections(Env env, long fitting, long descriptors) {
        String name = "LOGTAIL_MAX_CONNECTIONS";
        int otherwise = Math.clamp(fitting, LEAST_CONNECTIONS, MOST_CONNECTIONS);
        int connections = env.integer(name, otherwise, 1, SETTABLE_CONNECTIONS);
        if (connections > descriptors && env.text(name).isPresent()) {
            env.reject(
                    name,
                    Integer.toString(connections),
                    "at most %d, as the process may open no more files (ulimit -n)".formatted(descriptors));
        }
        return connections;
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
