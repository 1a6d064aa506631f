package logtail.web;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import logtail.access.Right;

/**
 * Maps a method and path pattern to an endpoint.
 *
 * @param method GET also serves HEAD
 * @param pattern a path; a segment in braces, as in {@code /drains/{name}/dead-letters}, is a named parameter; a
 *     last one as {@code {path...}} takes all that follows
 * @param right the right required of the sender; empty for none
 * @param isForAnybody whether no credentials are required, and none are looked at; there is no right then
 */
public record Route(HttpMethod method, String pattern, Optional<Right> right, boolean isForAnybody, Endpoint endpoint) {
    /** A route that requires {@code right}. */
    public Route(HttpMethod method, String pattern, Right right, Endpoint endpoint) {
        this(method, pattern, Optional.of(right), false, endpoint);
    }

    /** A route that requires no credentials. */
    static Route forAnybody(HttpMethod method, String pattern, Endpoint endpoint) {
        return new Route(method, pattern, Optional.empty(), true, endpoint);
    }

    /** A route that requires valid credentials, whatever their rights. */
    static Route forKnown(HttpMethod method, String pattern, Endpoint endpoint) {
        return new Route(method, pattern, Optional.empty(), false, endpoint);
    }
}
