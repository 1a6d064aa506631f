package logtail.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECKey;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the files of {@link TlsSettings} hold: who we are, and whom we know. Read as a whole and checked, so that what was read can
 * be used.
 *
 * @param key private key of the first certificate
 * @param chain our certificate and those that lead to its authority
 * @param authorities who may issue certificates of clients; empty when clients need none
 */
record Identity(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {
    private static final long MAX_FILE_BYTES = 4 << 20; // bundles of all public authorities have a quarter of that

    /**
     * Reads the files.
     *
     * @throws UnusableFileException when one cannot be used, or they do not fit each other
     */
    static Identity read(TlsSettings settings, Instant now) {
        List<X509Certificate> chain = certificates(TlsSettings.CERT, settings.certificate());
        List<X509Certificate> authorities = settings.clientAuthority()
                .map(file -> certificates(TlsSettings.CLIENT_CA, file))
                .orElse(List.of());
        PrivateKey key = key(settings);
        expectKnownKind(settings, key);
        expectFitting(settings, key, chain);
        expectChain(settings.certificate(), chain);
        expectValid(settings.certificate(), chain.getFirst(), now);
        return new Identity(key, chain, authorities);
    }

    /** When the first of our certificates expires, of which the clients need all. */
    Instant expiry() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The subject of our own certificate, RFC 2253. */
    String subject() {
        return name(chain.getFirst());
    }

    private static List<X509Certificate> certificates(String setting, Path file) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var certificates = new ArrayList<X509Certificate>();
            for (Pem block : blocks(setting, file)) {
                if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
                }
            }
            if (certificates.isEmpty()) {
                throw new UnusableFileException(setting, file, "holds no certificate (PEM)");
            }
            return List.copyOf(certificates);
        } catch (CertificateException e) {
            throw new UnusableFileException(setting, file, "holds a damaged certificate: " + e.getMessage());
        }
    }

    private static PrivateKey key(TlsSettings settings) {
        Path file = settings.key();
        Optional<Pem> block = blocks(TlsSettings.KEY, file).stream()
                .filter(PrivateKeys::isKey)
                .findFirst();
        try {
            return PrivateKeys.read(block.orElseThrow(() -> new InvalidKeyException("holds no private key (PEM)")));
        } catch (InvalidKeyException e) {
            throw new UnusableFileException(
                    TlsSettings.KEY, file, String.valueOf(e.getMessage()).replace("FILE", file.toString()));
        }
    }

    private static List<Pem> blocks(String setting, Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new UnusableFileException(setting, file, "is a directory; a PEM file is needed");
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new UnusableFileException(
                        setting, file, "is no PEM file of certificates or a key: it is over 4 MiB");
            }
            return Pem.parse(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new UnusableFileException(setting, file, "does not exist");
        } catch (AccessDeniedException e) {
            throw new UnusableFileException(
                    setting, file, "cannot be read by the user %s".formatted(System.getProperty("user.name")));
        } catch (IOException e) {
            throw new UnusableFileException(setting, file, "cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UnusableFileException(setting, file, "is damaged: " + e.getMessage());
        }
    }

    private static void expectFitting(TlsSettings settings, PrivateKey key, List<X509Certificate> chain) {
        if (isOf(key, chain.getFirst().getPublicKey())) {
            return;
        }
        boolean isLater = chain.stream().anyMatch(certificate -> isOf(key, certificate.getPublicKey()));
        throw new UnusableFileException(
                TlsSettings.KEY,
                settings.key(),
                isLater
                        ? "belongs to a certificate that must come first in %s, before those that issued it"
                                .formatted(settings.certificate())
                        : "is not the key of the certificate in %s (%s)"
                                .formatted(settings.certificate(), name(chain.getFirst())));
    }

    /** Clients need each to certify the one before (RFC 8446 section 4.4.2), and what keeps keys takes no others. */
    private static void expectChain(Path file, List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate before = chain.get(i - 1);
            X509Certificate next = chain.get(i);
            if (chain.subList(0, i).contains(next)) {
                throw new UnusableFileException(
                        TlsSettings.CERT, file, "holds the certificate of %s twice".formatted(name(next)));
            }
            if (!before.getIssuerX500Principal().equals(next.getSubjectX500Principal())) {
                throw new UnusableFileException(
                        TlsSettings.CERT,
                        file,
                        "holds as number %d a certificate (%s) that did not issue the one before it (%s, by %s); ours comes first, then the one that issued it, and so on"
                                .formatted(
                                        i + 1,
                                        name(next),
                                        name(before),
                                        before.getIssuerX500Principal().getName()));
            }
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** Whether what {@code key} signs is what {@code other} verifies. */
    private static boolean isOf(PrivateKey key, PublicKey other) {
        try {
            byte[] challenge = new byte[32];
            new SecureRandom().nextBytes(challenge);
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(challenge);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            signature.update(challenge);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of another kind, too
        }
    }

    /** Other kinds are read, but nobody can speak TLS with them here: RSA-PSS, Ed448, other curves. */
    private static void expectKnownKind(TlsSettings settings, PrivateKey key) {
        boolean isKnown =
                !(key instanceof EdECKey ed) || ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
        try {
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.sign(); // only this asks for the curve
        } catch (GeneralSecurityException e) {
            isKnown = false;
        }
        if (!isKnown || key.getAlgorithm().equals("RSASSA-PSS")) {
            throw new UnusableFileException(
                    TlsSettings.KEY,
                    settings.key(),
                    "holds a key of a kind that is not taken (%s); takes RSA, EC of P-256, P-384 or P-521, and Ed25519"
                            .formatted(key.getAlgorithm()));
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    private static void expectValid(Path file, X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isAfter(to)) {
            throw new UnusableFileException(TlsSettings.CERT, file, "has expired: it was good until " + to);
        }
        if (now.isBefore(from)) {
            throw new UnusableFileException(TlsSettings.CERT, file, "is not good before " + from);
        }
    }
}
