package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import logtail.encode.EventFormat;
import logtail.query.BadQueryException;

/** In which format a sender wants events: what the parameter {@code format} says, or else {@code Accept}. */
final class WantedFormat {
    /** A parameter of the media type: bytes that are no UTF-8 come as lone surrogates, as our own {@code -o raw} wants. */
    private static final String EXACT = "ill-formed=surrogateescape";

    private WantedFormat() {}

    /**
     * The format of that name.
     *
     * @throws BadQueryException when there is none
     */
    static EventFormat.Kind named(String name) {
        return switch (name) {
            case "ndjson" -> EventFormat.Kind.NDJSON;
            case "sse" -> EventFormat.Kind.SSE;
            case "text" -> EventFormat.Kind.TEXT;
            case "csv" -> EventFormat.Kind.CSV;
            default ->
                throw new BadQueryException(
                        "parameter format is '%s'; it takes ndjson, sse, text or csv".formatted(name));
        };
    }

    /**
     * The one to write.
     *
     * @param given by a parameter, which is stronger than {@code Accept}
     * @throws BadParameterException with 406, when the sender takes none of ours
     */
    static EventFormat.Kind of(Exchange exchange, Optional<EventFormat.Kind> given) {
        List<String> accept = exchange.headers().getAll(ACCEPT);
        EventFormat.Kind format = given.or(() -> Accepted.format(accept))
                .orElseThrow(() -> new BadParameterException(new Problem(
                        HttpResponseStatus.NOT_ACCEPTABLE,
                        "Accept is '%s'; there are %s".formatted(String.join(", ", accept), Accepted.TYPES))));
        boolean isExact = format == EventFormat.Kind.NDJSON && accept.stream().anyMatch(value -> value.contains(EXACT));
        return isExact ? EventFormat.Kind.EXACT_NDJSON : format;
    }

    /** The media type of a format. */
    static String mediaType(EventFormat.Kind format) {
        return switch (format) {
            case SSE -> "text/event-stream; charset=utf-8";
            case NDJSON, EXACT_NDJSON -> "application/x-ndjson; charset=utf-8";
            case TEXT -> "text/plain; charset=utf-8";
            case CSV -> "text/csv; charset=utf-8; header=present";
        };
    }
}
