package logtail.net.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import logtail.runtime.Env;

/**
 * The files of TLS, one set for all listeners.
 *
 * @param certificate PEM file of our certificate, first, and those that lead to its authority
 * @param key PEM file of the certificate's private key; may be the same file
 * @param clientAuthority PEM file of the authorities whose certificates clients must show; empty when they need none
 * @param clients whether a client must show one
 */
public record TlsSettings(Path certificate, Path key, Optional<Path> clientAuthority, Clients clients) {
    static final String CERT = "LOGTAIL_TLS_CERT";
    static final String KEY = "LOGTAIL_TLS_KEY";
    static final String CLIENT_CA = "LOGTAIL_TLS_CLIENT_CA";
    private static final String CLIENTS = "LOGTAIL_TLS_CLIENT_AUTH";

    /** Whether a client must show a certificate where they are asked for one. A wrong certificate is refused always. */
    public enum Clients {
        /** One without is refused. */
        REQUIRED,
        /** One without may come in by a token. */
        OPTIONAL
    }

    /** Reads the settings, and the files for whether they can be used; empty without {@code LOGTAIL_TLS_CERT}. */
    public static Optional<TlsSettings> from(Env env) {
        Optional<Path> certificate = env.path(CERT);
        Optional<Path> key = env.path(KEY);
        Optional<Path> authority = env.path(CLIENT_CA);
        Clients clients = env.choice(CLIENTS, Clients.REQUIRED);
        if (certificate.isEmpty()) {
            key.ifPresent(file -> env.reject(KEY, file.toString(), "effect only with " + CERT));
            authority.ifPresent(file -> env.reject(CLIENT_CA, file.toString(), "effect only with " + CERT));
            return Optional.empty();
        }
        var settings = new TlsSettings(certificate.get(), key.orElse(certificate.get()), authority, clients);
        try {
            Identity.read(settings, Instant.now());
        } catch (UnusableFileException e) {
            env.reject(e.setting(), String.valueOf(e.getMessage()));
        }
        return Optional.of(settings);
    }
}
