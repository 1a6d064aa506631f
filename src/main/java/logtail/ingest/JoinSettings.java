package logtail.ingest;

import java.time.Duration;
import java.util.Optional;
import logtail.parse.join.JoinRules;
import logtail.parse.join.Joiner;
import logtail.runtime.Env;

/**
 * How lines are joined to events.
 *
 * @param patience how long an event waits for its next line
 */
public record JoinSettings(JoinRules rules, Duration patience) {
    /** No lines are joined. */
    public static final JoinSettings OFF = new JoinSettings(JoinRules.NONE, Duration.ofMillis(250));

    private static final Duration LEAST_WAIT = Duration.ofMillis(10);
    private static final Duration MOST_WAIT = Duration.ofSeconds(10);

    /** Reads the settings from the environment. */
    public static JoinSettings from(Env env) {
        String list = env.text("LOGTAIL_JOIN").orElse("off");
        Optional<JoinRules> rules = JoinRules.parse(list);
        if (rules.isEmpty()) {
            env.reject("LOGTAIL_JOIN", list, JoinRules.ACCEPTED);
        }
        return new JoinSettings(
                rules.orElse(JoinRules.NONE), env.duration("LOGTAIL_JOIN_WAIT", OFF.patience, LEAST_WAIT, MOST_WAIT));
    }

    /** The same with other rules. */
    public JoinSettings with(JoinRules others) {
        return new JoinSettings(others, patience);
    }

    /** A decoder that joins the lines of {@code inner}; that one itself when nothing is to be joined. */
    Decoder joining(Decoder inner, int maxMessageBytes) {
        return rules.isOff() ? inner : new JoinedLines(inner, rules, joiner(maxMessageBytes));
    }

    Joiner joiner(int maxMessageBytes) {
        return new Joiner(rules, maxMessageBytes, patience.toNanos());
    }
}
