package logtail.drain;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import logtail.access.AppScope;
import logtail.drain.sink.Destination;

/**
 * Definition of a drain: destination, filter and options.
 *
 * @param name {@code [a-z0-9][a-z0-9-]*}, at most 40 characters; also the name of its folder
 * @param filter filter expression ({@code docs/filter.md}); empty for everything
 * @param options of the destination, by name
 * @param apps whose events alone it sends, whatever the filter says
 */
public record Drain(String name, Destination destination, String filter, Map<String, String> options, AppScope apps) {
    static final int MOST_NAME_CHARS = 40;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final String FILTER = "filter";

    public Drain {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "drain name '%s': takes lower-case letters, digits and -, at most 40".formatted(name));
        }
        options = Map.copyOf(options);
    }

    /** Whether a drain may have this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Parses a URL whose fragment may hold the filter and options.
     *
     * @throws IllegalArgumentException when name or URL is invalid; the message names the accepted values
     */
    public static Drain of(String name, String url) {
        var parsed = Destination.parse(url);
        var options = new TreeMap<>(parsed.options());
        String filter = options.remove(FILTER);
        return new Drain(name, parsed.destination(), filter == null ? "" : filter, options, AppScope.ALL);
    }

    /** This drain with additional options and, unless it is empty, this filter. */
    public Drain with(String otherFilter, Map<String, String> more) {
        var all = new TreeMap<>(options);
        all.putAll(more);
        return new Drain(name, destination, otherFilter.isEmpty() ? filter : otherFilter, all, apps);
    }

    /** This drain with another name, limited to these apps. */
    Drain limitedTo(String otherName, AppScope scope) {
        return new Drain(otherName, destination, filter, options, scope);
    }
}
