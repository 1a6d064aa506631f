package logtail.bench.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate for loopback and its key, in PEM files, made with the JDK's keytool.
 *
 * @param certificate file of the certificate
 * @param key file of the key (PKCS #8)
 */
record Keys(Path certificate, Path key) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    static Keys make(Path directory) throws IOException, InterruptedException {
        Path store = directory.resolve("keys.p12");
        Process making = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "daemon",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        if (making.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        try (var in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            Path certificate = directory.resolve("cert.pem");
            Path key = directory.resolve("key.pem");
            Files.writeString(
                    certificate,
                    pem("CERTIFICATE", keys.getCertificate("daemon").getEncoded()));
            Files.writeString(
                    key, pem("PRIVATE KEY", keys.getKey("daemon", PASSWORD).getEncoded()));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            return new Keys(certificate, key);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read what keytool has made", e);
        }
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), kind);
    }
}
