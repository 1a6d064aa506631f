package logtail.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;

/** {@code --ca-cert}: the certificate authorities to trust instead of the JDK's. */
public final class Authorities {
    private Authorities() {}

    /** Makes connections that trust whatever the authorities in this PEM file have signed, and nothing else. */
    static SSLSocketFactory read(Path file) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException e) {
            throw unusable(file, "cannot be read");
        } catch (GeneralSecurityException e) {
            throw unusable(file, "cannot be used: " + e.getMessage());
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw unusable(file, "holds no certificate; it takes PEM (-----BEGIN CERTIFICATE-----)");
            }
            return certificates;
        } catch (CertificateException e) {
            throw unusable(file, "holds no readable certificate; it takes PEM (-----BEGIN CERTIFICATE-----)");
        }
    }

    private static CommandFailedException unusable(Path file, String why) {
        return new UsageException("--ca-cert " + VisibleText.of(file.toString()) + " " + why);
    }
}
