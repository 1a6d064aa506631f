package logtail.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How we speak TLS with a server. Its certificate must be valid, trusted and for its host name, unless told otherwise.
 *
 * @param authorities a PEM file with the certificates that we trust instead of the JDK's
 * @param certificate a PEM file with our own certificate and those above it, for servers that ask for one; with {@code key}
 * @param key a PEM file (PKCS #8) with its private key
 * @param isVerifying whether the server has to prove who it is
 */
public record ClientTls(
        Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, boolean isVerifying) {

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException when a file cannot be used; the message names it
     */
    public SslContext context() {
        var builder = SslContextBuilder.forClient();
        if (!isVerifying) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
        }
        String reading = "";
        try {
            if (authorities.isPresent()) {
                reading = authorities.get().toString();
                builder.trustManager(authorities.get().toFile());
            }
            if (certificate.isPresent()) {
                reading = certificate.get() + " with " + key.map(Path::toString).orElse("no key");
                builder.keyManager(certificate.get().toFile(), file(key));
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot use %s for TLS: %s".formatted(reading, e.getMessage()), e);
        }
    }

    private static @Nullable File file(Optional<Path> path) {
        return path.map(Path::toFile).orElse(null);
    }
}
