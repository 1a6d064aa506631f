package logtail.ingest.rate;

import java.util.function.Predicate;

/**
 * One rule: how many lines, or bytes of lines, may come of each name that matches.
 *
 * @param kind what names are names of
 * @param matches whether a name falls under the rule
 * @param isOfBytes whether bytes of lines are counted, not lines
 * @param perSecond how many may come in a second, above 0
 * @param burst how many may come at once after a pause, at least 1
 * @param text the rule as it is written in the setting
 */
public record RateRule(
        Kind kind, Predicate<String> matches, boolean isOfBytes, double perSecond, long burst, String text) {
    /** What a rule goes by. */
    public enum Kind {
        /** The app of a line, as it is stored. */
        APP,
        /** The address of a sender; of IPv6 one /64. */
        ADDRESS,
        /** The name of the token that a sender has shown; senders without one are not limited. */
        TOKEN
    }

    /** How many nanoseconds earn so many lines of so many bytes. */
    long costNs(long lines, long bytes) {
        return Math.round((isOfBytes ? bytes : lines) * 1e9 / perSecond);
    }

    long burstNs() {
        return Math.round(burst * 1e9 / perSecond);
    }

    @Override
    public String toString() {
        return text;
    }
}
