package logtail.web;

/** Answers the requests of a {@link Route}. Called on the connection's event loop; must not block. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Handles a request whose head has arrived (for GET and HEAD, all of it): answers it, or reads its body first. A {@link
     * BadParameterException} is answered with its problem.
     */
    void begin(Exchange exchange);
}
