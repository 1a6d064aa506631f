package logtail.runtime;

import java.time.Instant;

/** Where the time comes from; tests hand in their own. */
@FunctionalInterface
public interface Clock {
    /** The wall clock in nanoseconds since the Unix epoch. */
    long nowNs();

    static Clock system() {
        return () -> {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        };
    }
}
