package logtail.net;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
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
    private static final long HEAP_BYTES_PER_CONNECTION =
            64 * 1024; // of all listeners together; five times what it takes
    private static final long HEAP_BYTES_OF_TLS = 48 * 1024; // more for each listener with TLS
    private static final List<String> USUALLY_ON = List.of("LOGTAIL_HTTP", "LOGTAIL_SYSLOG_TCP", "LOGTAIL_LINES_TCP");
    private static final List<String> USUALLY_OFF = List.of("LOGTAIL_RELP");
    private static final List<String> OF_TLS =
            List.of("LOGTAIL_HTTPS", "LOGTAIL_SYSLOG_TLS", "LOGTAIL_LINES_TLS", "LOGTAIL_RELP_TLS");
    private static final Pattern OF_UNIX_STREAMS = Pattern.compile("(^|,)\\s*stream:");
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(1);

    /** Reads {@code LOGTAIL_MAX_CONNECTIONS} and the related settings; each listener counts separately. */
    public static Limits from(Env env) {
        return from(env, descriptors(), Runtime.getRuntime().maxMemory());
    }

    /** @param descriptors how many files and sockets the process may open */
    static Limits from(Env env, long descriptors, long heapBytes) {
        int connections = connections(env, descriptors, heapBytes);
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

    private static int connections(Env env, long descriptors, long heapBytes) {
        String name = "LOGTAIL_MAX_CONNECTIONS";
        long ofTls =
                OF_TLS.stream().filter(listener -> isOn(env, listener, "off")).count();
        long fitting = Math.min(
                descriptors * 3 / 4 / listeners(env, ofTls), // a quarter is left for all other files
                heapBytes / (HEAP_BYTES_PER_CONNECTION + ofTls * HEAP_BYTES_OF_TLS));
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

    /** How many listeners may have so many connections each; three at least, which are there by default. */
    private static long listeners(Env env, long ofTls) {
        long usual = USUALLY_ON.stream()
                .filter(listener -> isOn(env, listener, "on"))
                .count();
        long more = USUALLY_OFF.stream()
                .filter(listener -> isOn(env, listener, "off"))
                .count();
        long unix = OF_UNIX_STREAMS
                .matcher(env.text("LOGTAIL_UNIX").orElse(""))
                .results()
                .count();
        return Math.max(USUALLY_ON.size(), usual + more + ofTls + unix);
    }

    private static boolean isOn(Env env, String listener, String otherwise) {
        return !env.text(listener).orElse(otherwise).equalsIgnoreCase("off");
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
