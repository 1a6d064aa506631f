package logtail.access;

import java.time.Duration;

/** The credentials of a request are invalid. The message says why and never contains them. */
public final class DeniedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Duration delay;

    public DeniedException(String message) {
        this(message, Duration.ZERO);
    }

    /** @param delay see {@link #delay} */
    DeniedException(String message, Duration delay) {
        super(message, null, false, false); // strangers cause as many as they like
        this.delay = delay;
    }

    /**
     * How long to hold the answer back, without holding a thread, see {@link Tries}; negative to refuse at once with "too many
     * requests".
     */
    public Duration delay() {
        return delay;
    }
}
