package logtail.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Path and query parameters of a request. Throws {@link BadParameterException} for malformed ones. */
final class Target {
    private final QueryStringDecoder decoder;

    Target(String uri) {
        decoder = new QueryStringDecoder(uri);
    }

    /** The path as sent, without the query. */
    String rawPath() {
        return decoder.rawPath();
    }

    String path() {
        return decoded(decoder::path);
    }

    /** All values of a query parameter, in order; empty when it is missing. */
    List<String> parameters(String name) {
        return decoded(decoder::parameters).getOrDefault(name, List.of());
    }

    Optional<String> parameter(String name) {
        List<String> values = parameters(name);
        if (values.size() > 1) {
            throw new BadParameterException(
                    "parameter %s is given %d times; it takes one value".formatted(name, values.size()));
        }
        return values.stream().findFirst();
    }

    /** Throws for any parameter that is not {@code known}. */
    void expectParameters(String resource, Set<String> known) {
        for (String name : decoded(decoder::parameters).keySet()) {
            if (!known.contains(name)) {
                throw new BadParameterException("parameter %s is not known; %s takes %s"
                        .formatted(name, resource, String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    private static <T> T decoded(Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            throw new BadParameterException("malformed request target: " + e.getMessage());
        }
    }
}
