package logtail.ingest.rate;

/**
 * Why a sender is to wait.
 *
 * @param rule the rule that it has exceeded
 * @param waitNs for how long, in nanoseconds, above 0
 */
public record TooFast(RateRule rule, long waitNs) {
    private static final long SECOND_NS = 1_000_000_000;

    /** For how long, in whole seconds, as {@code Retry-After} has it. */
    public long waitSeconds() {
        return (waitNs + SECOND_NS - 1) / SECOND_NS;
    }
}
