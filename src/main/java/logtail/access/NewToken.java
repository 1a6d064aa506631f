package logtail.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import logtail.runtime.Json;

/**
 * A token that is to be made.
 *
 * @param apps limits its rights to send, tail and drain
 * @param expires from when on it is invalid; empty for never
 */
public record NewToken(String name, Set<Right> rights, AppScope apps, Optional<Instant> expires) {
    private static final List<String> MEMBERS = List.of("name", "rights", "apps", "expires");

    /**
     * Checks what was given.
     *
     * @param expires {@code 90d}, an RFC 3339 time, a date, {@code never} or nothing
     * @throws TokenException when a part cannot be used
     */
    public static NewToken of(String name, List<String> rights, List<String> apps, String expires, Instant now) {
        TokenRules.name(name);
        Set<Right> checked = TokenRules.rights(rights);
        return new NewToken(name, checked, TokenRules.apps(apps, checked), TokenRules.expires(expires, now));
    }

    /**
     * Reads {@code {"name":"ci","rights":["ingest"],"apps":["web-*"],"expires":"90d"}}.
     *
     * @throws TokenException when it is anything else
     */
    public static NewToken read(String json, Instant now) {
        Json object;
        try {
            object = Json.read(json);
        } catch (Json.MalformedException e) {
            throw TokenException.invalid("a token is described by a JSON object, and this is no JSON");
        }
        if (!object.isObject()) {
            throw TokenException.invalid("a token is described by a JSON object, and this is something else");
        }
        TokenLines.expectMembers(object, MEMBERS);
        return of(
                TokenLines.text(object, "name"),
                TokenLines.texts(object, "rights"),
                TokenLines.texts(object, "apps"),
                TokenLines.text(object, "expires"),
                now);
    }
}
