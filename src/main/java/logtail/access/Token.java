package logtail.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a token: everything but the token itself. Immutable.
 *
 * @param id drawn when the token is made, part of it and no secret; never given again
 * @param name given by the operator, unique, see {@link TokenRules#name}
 * @param key how it is recognized
 * @param created empty for a declared token
 * @param expires from when on it is invalid
 * @param isDeclared whether it stands in the file that {@code LOGTAIL_TOKENS_FILE} names
 */
public record Token(
        String id,
        String name,
        Key key,
        Set<Right> rights,
        AppScope apps,
        Optional<Instant> created,
        Optional<Instant> expires,
        boolean isDeclared) {
    /** How the owner of a token is recognized. */
    public sealed interface Key {
        /**
         * By a text that only they know.
         *
         * @param hex SHA-256 of the token's UTF-8, in small hexadecimal digits
         */
        record Sha256(String hex) implements Key {}

        /**
         * By a client certificate that the listener has verified.
         *
         * @param canonical its subject, in the canonical form of {@link javax.security.auth.x500.X500Principal}
         */
        record Subject(String canonical) implements Key {}
    }

    public Token {
        rights = Set.copyOf(EnumSet.copyOf(rights));
    }

    boolean isExpired(Instant now) {
        return expires.filter(end -> !now.isBefore(end)).isPresent();
    }

    Principal principal() {
        return new Principal(name, rights, apps);
    }
}
