package logtail.drain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import logtail.access.AppScope;
import logtail.drain.sink.Destination;
import logtail.runtime.Json;

/** The definition of a drain as JSON, secrets included. */
public final class DrainCodec {
    private static final String APPS = "apps";
    private static final Destination NOWHERE =
            Destination.parse("unknown://unknown").destination();

    private DrainCodec() {}

    /** All of it but the name. */
    public static Json json(Drain drain) {
        Json definition = Json.object()
                .with("url", drain.destination().url().toString())
                .with("filter", drain.filter())
                .with("options", new TreeMap<>(drain.options()));
        return drain.apps().isAll()
                ? definition
                : definition.with(APPS, drain.apps().globs());
    }

    /**
     * Reads what {@link #json} made.
     *
     * @param source of the definition, for messages
     * @throws IllegalArgumentException when it is invalid
     */
    public static Drain read(String name, Json definition, String source) {
        var options = new TreeMap<String, String>();
        definition
                .get("options")
                .members()
                .forEach((option, value) -> options.put(option, value.text().orElse("")));
        Destination to = Destination.parse(definition.text("url")).destination();
        return new Drain(name, to, definition.text("filter"), options, apps(definition, source));
    }

    /** Stands for a drain whose definition cannot be read. */
    public static Drain unreadable(String name) {
        return new Drain(name, NOWHERE, "", Map.of(), AppScope.ALL);
    }

    /** A limit that cannot be read is never none. */
    private static AppScope apps(Json definition, String source) {
        if (!definition.members().containsKey(APPS)) {
            return AppScope.ALL;
        }
        List<String> globs = definition.get(APPS).items().stream()
                .map(glob -> glob.text().orElse(""))
                .toList();
        if (globs.isEmpty() || globs.contains("")) {
            throw new IllegalArgumentException(source + " has no list of names as " + APPS);
        }
        return AppScope.of(globs);
    }
}
