package logtail.web;

/** Answers the requests of a {@link Route}. Called on the connection's event loop; must not block. */
@FunctionalInterface
public interface Endpoint {
    /**
     * The head of a request has come, and of GET and HEAD all of it: answer it, or ask for its body and answer then. A
     * {@link BadParameterException} is answered with its problem.
     */
    void begin(Exchange exchange);

    /** Whether the answer has no known end; such a resource does not answer HEAD, as the head of a stream tells nothing. */
    default boolean isStream() {
        return false;
    }
}
