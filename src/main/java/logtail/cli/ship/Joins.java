package logtail.cli.ship;

import java.time.Duration;
import logtail.parse.join.JoinRules;

/**
 * Which lines are joined to events: the daemon joins those of a batch, so a batch ends where an event does.
 *
 * @param list the rules as typed, for the daemon; empty to leave it to the daemon
 * @param rules what they mean
 * @param patience how long an event waits for its next line
 */
public record Joins(String list, JoinRules rules, Duration patience) {
    /** Left to the daemon. */
    public static final Joins UNSAID = new Joins("", JoinRules.NONE, Duration.ZERO);
}
