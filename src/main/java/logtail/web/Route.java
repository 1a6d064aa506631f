package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import logtail.access.Right;

/**
 * What answers which requests.
 *
 * @param method GET answers HEAD too, unless the endpoint {@linkplain Endpoint#isStream streams}
 * @param pattern a path; a segment in braces, as in {@code /drains/{name}/dead-letters}, takes any text and gives it a name
 * @param right what the sender must be allowed to do; empty when anybody may ask
 */
public record Route(HttpMethod method, String pattern, Optional<Right> right, Endpoint endpoint) {
    /** For those who have {@code right}. */
    public Route(HttpMethod method, String pattern, Right right, Endpoint endpoint) {
        this(method, pattern, Optional.of(right), endpoint);
    }

    /** For anybody who can reach the port, with credentials or without. */
    static Route forAnybody(HttpMethod method, String pattern, Endpoint endpoint) {
        return new Route(method, pattern, Optional.empty(), endpoint);
    }
}
