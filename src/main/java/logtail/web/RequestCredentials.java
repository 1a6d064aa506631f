package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;
import static io.netty.handler.codec.http.HttpHeaderNames.COOKIE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import logtail.access.Credentials;
import logtail.net.Remote;

/**
 * Finds the credentials of a request, in whatever way clients of others send them: {@code Authorization: Bearer T}, {@code Basic}
 * (any user, T as the password; or T as the user without a password), {@code Splunk T}, {@code ApiKey base64(id:T)}; {@code
 * X-API-Key: T}, {@code DD-API-KEY: T}; the cookie of a session; a client certificate. Never in a URL, as URLs are logged
 * everywhere. Pure.
 */
final class RequestCredentials {
    /** The cookie of a session. */
    static final String SESSION = "logtail";

    private static final List<String> KEY_HEADERS = List.of("X-API-Key", "DD-API-KEY");
    private static final int MOST_CHARS = 4096;

    private RequestCredentials() {}

    /** Credentials are malformed, or there are several that differ. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException() {
            super("malformed credentials", null, false, false);
        }
    }

    /** A token is stronger than a cookie, which comes by itself. */
    static Credentials of(HttpHeaders headers, Remote remote) throws MalformedException {
        var tokens = new LinkedHashSet<String>();
        for (String value : headers.getAll(AUTHORIZATION)) {
            authorization(value.strip()).ifPresent(tokens::add);
        }
        for (String name : KEY_HEADERS) {
            headers.getAll(name).forEach(value -> tokens.add(value.strip()));
        }
        if (tokens.size() > 1 || tokens.stream().anyMatch(token -> token.isEmpty() || token.length() > MOST_CHARS)) {
            throw new MalformedException();
        }
        Optional<String> token = tokens.stream().findFirst();
        Optional<String> session = token.isEmpty() && isOfOurPages(headers) ? session(headers) : Optional.empty();
        return new Credentials(token, session, remote.subject(), remote.host());
    }

    private static Optional<String> authorization(String value) throws MalformedException {
        int space = value.indexOf(' ');
        if (space < 0) {
            throw new MalformedException();
        }
        String rest = value.substring(space + 1).strip();
        return switch (value.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer", "splunk" -> Optional.of(rest);
            case "basic" -> basic(decoded(rest));
            case "apikey" -> Optional.of(behindColon(decoded(rest)));
            default -> throw new MalformedException();
        };
    }

    /** Nothing for {@code curl -u :}, which gives neither user nor password. */
    private static Optional<String> basic(String pair) throws MalformedException {
        String password = behindColon(pair);
        String user = pair.substring(0, pair.indexOf(':'));
        return Optional.of(password.isEmpty() ? user : password).filter(token -> !token.isEmpty());
    }

    private static String behindColon(String pair) throws MalformedException {
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw new MalformedException();
        }
        return pair.substring(colon + 1);
    }

    private static String decoded(String base64) throws MalformedException {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new MalformedException();
        }
    }

    private static Optional<String> session(HttpHeaders headers) throws MalformedException {
        var values = new LinkedHashSet<String>();
        for (String line : headers.getAll(COOKIE)) {
            ServerCookieDecoder.LAX.decodeAll(line).stream() // decode() keeps one of a name
                    .filter(cookie -> cookie.name().equals(SESSION))
                    .forEach(cookie -> values.add(cookie.value()));
        }
        if (values.size() > 1) {
            throw new MalformedException();
        }
        return values.stream().findFirst();
    }

    /**
     * Whether a browser says that one of our pages asks, or its user: a cookie goes along with whatever the browser sends here, so
     * that of a request of another page counts for nothing.
     */
    private static boolean isOfOurPages(HttpHeaders headers) {
        String site = headers.get("Sec-Fetch-Site", "same-origin").strip();
        return site.equals("same-origin") || site.equals("none");
    }
}
