package logtail.access;

import java.util.Locale;

/** Why credentials, or the lack of them, do not let somebody in. */
public enum Denial {
    /** There are none, and what was asked for takes some. */
    MISSING,
    /** They cannot be read, or there are several that differ. */
    MALFORMED,
    /** No such token. */
    UNKNOWN,
    /** A token whose time is over. */
    EXPIRED,
    /** The cookie of a session that has ended, or of none. */
    SESSION,
    /** A valid token without the right that is needed. */
    RIGHT,
    /** A valid token that is limited to other apps. */
    APP;

    /** Its name in metrics and in our own log, such as {@code unknown}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody may be guessing: answers to these are held back. */
    boolean isGuess() {
        return this == MALFORMED || this == UNKNOWN || this == EXPIRED || this == SESSION;
    }
}
