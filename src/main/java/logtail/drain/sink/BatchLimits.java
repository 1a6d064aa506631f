package logtail.drain.sink;

import java.time.Duration;

/**
 * When a batch is full.
 *
 * @param events how many it may have, at least 1
 * @param bytes how many bytes of written events end it, so it may have one event more
 * @param linger how long a batch that is not full waits for more events
 */
public record BatchLimits(int events, int bytes, Duration linger) {}
