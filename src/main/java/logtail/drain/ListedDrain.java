package logtail.drain;

import java.util.Map;
import java.util.TreeMap;
import logtail.access.AppScope;

/**
 * A drain as shown to users: its definition without secrets, and its status.
 *
 * @param url without secrets
 * @param options with {@code ***} in place of secrets
 * @param apps whose events alone it sends
 * @param isDeclared whether {@code LOGTAIL_DRAINS} declares it; requests cannot change such a drain
 */
public record ListedDrain(
        String name,
        String url,
        String filter,
        Map<String, String> options,
        AppScope apps,
        boolean isDeclared,
        DrainStatus status) {
    private static final String HIDDEN = "***";

    /** A drain as its definition and its status tell. */
    public static ListedDrain of(Drain drain, boolean isDeclared, DrainStatus status) {
        var shown = new TreeMap<String, String>();
        drain.options().forEach((name, value) -> shown.put(name, isSecret(name) ? HIDDEN : value));
        return new ListedDrain(
                drain.name(), drain.destination().toString(), drain.filter(), shown, drain.apps(), isDeclared, status);
    }

    /** The same by another name. */
    ListedDrain called(String otherName) {
        return new ListedDrain(otherName, url, filter, options, apps, isDeclared, status);
    }

    private static boolean isSecret(String option) {
        return option.endsWith("token") || option.startsWith("header.") || option.startsWith("kafka.");
    }
}
