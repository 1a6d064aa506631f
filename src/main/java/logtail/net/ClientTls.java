package logtail.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS settings of a client. The server's certificate must be valid, trusted and issued for its host name, unless
 * verification is off.
 *
 * @param authorities PEM file of certificates to trust instead of the JDK's
 * @param certificate PEM file of our certificate chain, for servers that ask for one; requires {@code key}
 * @param key PEM file (PKCS #8) of the certificate's private key
 * @param isVerifying whether to verify the server's certificate and host name
 */
public record ClientTls(
        Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, boolean isVerifying) {

    /**
     * Reads the files and builds the context.
     *
     * @throws IllegalArgumentException when a file cannot be used; the message names it
     */
    public SslContext context() {
        var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK); // tells in words what is wrong
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
