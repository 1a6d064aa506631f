package logtail.runtime;

import java.time.Duration;

/**
 * The moment by which something has to have ended. It is handed down, so that many steps one after the other, each with a
 * patience of its own, end together in time.
 *
 * @param nanoTime by {@link System#nanoTime}
 */
public record Deadline(long nanoTime) {
    /** So much from now on. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** This one, or {@code time} from now on if that is earlier. */
    public Deadline orWithin(Duration time) {
        return left().compareTo(time) <= 0 ? this : in(time);
    }

    /** The moment that is {@code time} before this one. */
    public Deadline earlierBy(Duration time) {
        return new Deadline(nanoTime - time.toNanos());
    }

    /** The moment that is {@code time} behind this one. */
    public Deadline laterBy(Duration time) {
        return new Deadline(nanoTime + time.toNanos());
    }

    /** How long it is until then; zero when it is over, never less. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    public boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
