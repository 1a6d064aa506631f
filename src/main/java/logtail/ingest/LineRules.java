package logtail.ingest;

import java.util.Optional;
import logtail.redact.Redaction;

/**
 * What is made of lines before they are stored.
 *
 * @param joins which lines are joined to events
 * @param redaction what is taken out of them
 */
public record LineRules(JoinSettings joins, Optional<Redaction> redaction) {
    /** All is stored as it is. */
    public static final LineRules NONE = new LineRules(JoinSettings.OFF, Optional.empty());
}
