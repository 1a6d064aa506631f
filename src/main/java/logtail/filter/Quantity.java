package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * A number, a duration or a size that values are compared with.
 *
 * @param kind what its unit measures
 * @param value in nanoseconds or bytes, or the plain number
 * @param text as written in the filter
 */
public record Quantity(Kind kind, double value, String text) {
    /** The kind of a unit. */
    public enum Kind {
        NUMBER,
        DURATION,
        SIZE
    }

    /** Parses {@code 500}, {@code -1.5e3}, {@code 250ms}, {@code 1h30m}, {@code 10KiB}; empty for anything else. */
    static Optional<Quantity> parse(String text) {
        var reader = new QuantityReader();
        byte[] bytes = text.getBytes(UTF_8);
        return reader.read(bytes, 0, bytes.length)
                ? Optional.of(new Quantity(reader.kind(), reader.value(), text))
                : Optional.empty();
    }
}
