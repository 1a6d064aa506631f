package logtail.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All routes of one pattern. Built at the start, then read by any event loop. */
final class Resource {
    private static final String REST = "...}";

    private final String pattern;
    private final List<String> segments;
    private final Map<HttpMethod, Route> routes = new LinkedHashMap<>();
    private final RouteMeter meter;

    Resource(String pattern, MeterRegistry metrics) {
        this.pattern = pattern;
        segments = segments(pattern);
        meter = new RouteMeter(pattern, metrics);
    }

    void add(Route route) {
        if (routes.putIfAbsent(route.method(), route) != null) {
            throw new IllegalArgumentException("two routes for " + route.method() + " " + pattern);
        }
    }

    String pattern() {
        return pattern;
    }

    RouteMeter meter() {
        return meter;
    }

    boolean isLiteral() {
        return segments.stream().noneMatch(Resource::isParameter);
    }

    Optional<Route> route(HttpMethod method) {
        Route own = routes.get(method);
        return Optional.ofNullable(own == null && method.equals(HttpMethod.HEAD) ? routes.get(HttpMethod.GET) : own);
    }

    /** Supported methods, including HEAD for a GET. */
    List<HttpMethod> allowed() {
        var allowed = new java.util.ArrayList<HttpMethod>();
        for (HttpMethod method : routes.keySet()) {
            allowed.add(method);
            if (method.equals(HttpMethod.GET)) {
                allowed.add(HttpMethod.HEAD);
            }
        }
        return allowed;
    }

    /** Parameter values of a matching path, or null if the path does not match. */
    @Nullable
    Map<String, String> match(String rawPath) {
        List<String> given = takesRest()
                ? List.of(rawPath.split("/", segments.size())) // the last one with its slashes
                : segments(rawPath);
        if (given.size() != segments.size()) {
            return null;
        }
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < given.size(); i++) {
            String segment = segments.get(i);
            if (isParameter(segment) && !given.get(i).isEmpty()) {
                values.put(name(segment), decoded(given.get(i)));
            } else if (!segment.equals(given.get(i))) {
                return null;
            }
        }
        return values;
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    private boolean takesRest() {
        return segments.getLast().endsWith(REST);
    }

    private static String name(String parameter) {
        return parameter.substring(1, parameter.length() - (parameter.endsWith(REST) ? REST.length() : 1));
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    /** Decodes one segment, after splitting: an encoded slash belongs to the value. */
    private static String decoded(String segment) {
        try {
            return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
        } catch (IllegalArgumentException e) {
            throw new BadParameterException("malformed request target: " + e.getMessage());
        }
    }
}
