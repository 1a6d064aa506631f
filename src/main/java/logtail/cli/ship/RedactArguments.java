package logtail.cli.ship;

import java.util.HashMap;
import java.util.Map;
import logtail.cli.base.Surroundings;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;
import logtail.redact.Redaction;
import logtail.redact.RedactionSettings;
import logtail.redact.RuleSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that takes secrets out of lines before they are sent, as typed. */
public final class RedactArguments {
    private static final String OPTION = "--redact";

    @Option(
            names = OPTION,
            paramLabel = "RULES",
            description =
                    "Take secrets out of the lines before they are sent, as in card,token,key=drop,email=hash. Default: "
                            + "$LOGTAIL_REDACT. Hashes need $LOGTAIL_REDACT_KEY. See docs/redaction.md.")
    @Nullable
    String rules;

    /** The rules of the option or of the environment; null when there are none. */
    public @Nullable Redaction resolve(Surroundings around) {
        String named = rules == null ? RedactionSettings.RULES : OPTION;
        String text = rules == null ? around.env(RedactionSettings.RULES) : rules;
        String key = around.env(RedactionSettings.KEY).strip();
        if (text.isBlank()) {
            return null;
        }
        try {
            if (!Redaction.hashes(text)) {
                return Redaction.of(text, (byte[]) null);
            }
        } catch (RuleSyntaxException e) {
            throw new UsageException(named + ": " + VisibleText.of(String.valueOf(e.getMessage())));
        }
        if (!RedactionSettings.isLongEnough(key)) {
            throw new UsageException(
                    "%s: hashes need a key of %d bytes or more in %s, the same wherever values are compared"
                            .formatted(named, RedactionSettings.LEAST_KEY_BYTES, RedactionSettings.KEY));
        }
        return Redaction.of(text, key);
    }

    /** The environment, with the rules of the option where it was given, for a daemon inside. */
    public Map<String, String> environment(Surroundings around) {
        if (rules == null) {
            return around.env();
        }
        var environment = new HashMap<>(around.env());
        environment.put(RedactionSettings.RULES, rules);
        return environment;
    }
}
