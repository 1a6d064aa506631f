package logtail.redact;

import java.util.Locale;

/** What is done with a secret that was found. */
public enum Action {
    /** {@code ****} stands in its place; of a card number the last four digits stay. */
    MASK,
    /** A keyed hash stands in its place, the same for equal values. */
    HASH,
    /** The whole line is dropped. */
    DROP;

    /** As in a rule. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
