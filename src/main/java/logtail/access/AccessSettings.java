package logtail.access;

import java.nio.file.Path;
import java.util.Optional;
import logtail.runtime.Env;

/**
 * Who is let in.
 *
 * @param tokensFile declares tokens, see {@code docs/security.md}
 * @param isOpen whether everybody who reaches a port is let in as long as there is no token
 */
public record AccessSettings(Optional<Path> tokensFile, boolean isOpen) {
    public static AccessSettings from(Env env) {
        return new AccessSettings(env.path("LOGTAIL_TOKENS_FILE"), env.flag("LOGTAIL_OPEN"));
    }
}
