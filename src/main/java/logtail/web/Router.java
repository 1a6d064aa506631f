package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the resource of a path. Immutable; any thread. */
final class Router {
    private final Map<String, Resource> literal = new LinkedHashMap<>();
    private final List<Resource> patterns = new ArrayList<>();

    /** A resource with the parameter values of the path. */
    record Match(Resource resource, Map<String, String> values) {}

    Router(List<Route> routes, MeterRegistry metrics) {
        var all = new LinkedHashMap<String, Resource>();
        for (Route route : routes) {
            all.computeIfAbsent(route.pattern(), pattern -> new Resource(pattern, metrics))
                    .add(route);
        }
        all.forEach((pattern, resource) -> {
            if (resource.isLiteral()) {
                literal.put(pattern, resource);
            } else {
                patterns.add(resource);
            }
        });
    }

    /** @throws BadParameterException when a parameter in the path is malformed */
    Optional<Match> find(String rawPath) {
        Resource exact = literal.get(rawPath);
        if (exact != null) {
            return Optional.of(new Match(exact, Map.of()));
        }
        for (Resource resource : patterns) {
            Map<String, String> values = resource.match(rawPath);
            if (values != null) {
                return Optional.of(new Match(resource, values));
            }
        }
        return Optional.empty();
    }

    /** The path that this one is but for slashes at its end or side by side, if there is something. */
    Optional<String> near(String rawPath) {
        String path = rawPath.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
        return Optional.of(path)
                .filter(other -> !other.equals(rawPath) && find(other).isPresent());
    }

    /** Every method that some resource supports. */
    List<HttpMethod> methods() {
        return Stream.concat(literal.values().stream(), patterns.stream())
                .flatMap(resource -> resource.allowed().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** All patterns, for the 404 message. */
    String known() {
        var known = new TreeSet<>(literal.keySet());
        patterns.forEach(resource -> known.add(resource.pattern()));
        return known.stream().collect(Collectors.joining(", "));
    }
}
