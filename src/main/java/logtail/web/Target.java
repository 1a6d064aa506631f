package logtail.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Path and query parameters of a request, in origin-form or absolute-form (RFC 9112, section 3.2). A {@code ;} in the query is data.
 * Bytes above ASCII may come encoded or, as curl sends them, as they are; what is no UTF-8 is read as ISO 8859-1, as names are
 * everywhere. Throws {@link BadParameterException} for malformed ones.
 */
final class Target {
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]*)(.*)");
    private static final int MAX_PARAMETERS = 1024;

    private final QueryStringDecoder decoder;
    private final Optional<String> authority;

    Target(String uri) {
        Matcher absolute = ABSOLUTE.matcher(uri);
        boolean isAbsolute = absolute.matches();
        authority = isAbsolute ? Optional.of(absolute.group(1)) : Optional.empty();
        String origin = isAbsolute ? absolute.group(2) : uri;
        String withPath = origin.isEmpty() || origin.startsWith("?") ? "/" + origin : origin;
        decoder = new QueryStringDecoder(withPath, ISO_8859_1, true, MAX_PARAMETERS, true); // a byte a character
    }

    /** The host and port of the absolute-form, which count instead of those of {@code Host}. */
    Optional<String> authority() {
        return authority;
    }

    /** The path as sent, without the query. */
    String rawPath() {
        return decoder.rawPath();
    }

    /** All values of a query parameter, in order; empty when it is missing. */
    List<String> parameters(String name) {
        return decoded(decoder::parameters).getOrDefault(name, List.of()).stream()
                .map(Target::text)
                .toList();
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
        var unknown = new TreeSet<String>();
        decoded(decoder::parameters).keySet().forEach(name -> unknown.add(text(name)));
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new BadParameterException("parameter%s %s %s not known; %s takes %s"
                    .formatted(
                            unknown.size() == 1 ? "" : "s",
                            String.join(", ", unknown),
                            unknown.size() == 1 ? "is" : "are",
                            resource,
                            known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))));
        }
    }

    private static String text(String bytes) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
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
