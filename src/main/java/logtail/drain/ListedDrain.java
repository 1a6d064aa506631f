package logtail.drain;

import java.util.Map;
import java.util.TreeMap;

/**
 * A drain as users see it: what was asked for, without its secrets, and how it fares.
 *
 * @param url without passwords
 * @param options with {@code ***} instead of what must not be seen
 * @param isDeclared whether {@code LOGTAIL_DRAINS} declares it, so that only the environment can change it
 */
public record ListedDrain(
        String name, String url, String filter, Map<String, String> options, boolean isDeclared, DrainStatus status) {
    private static final String HIDDEN = "***";

    static ListedDrain of(Drain drain, boolean isDeclared, DrainStatus status) {
        var shown = new TreeMap<String, String>();
        drain.options().forEach((name, value) -> shown.put(name, isSecret(name) ? HIDDEN : value));
        return new ListedDrain(drain.name(), drain.destination().toString(), drain.filter(), shown, isDeclared, status);
    }

    private static boolean isSecret(String option) {
        return option.endsWith("token") || option.startsWith("header.") || option.startsWith("kafka.");
    }
}
