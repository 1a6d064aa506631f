package logtail.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.OpensslAuthority;
import logtail.runtime.Env;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in every form that openssl writes, and files that cannot be used. */
@Tag("slow")
class IdentityTest {
    @TempDir
    static Path keys;

    private static OpensslAuthority authority;
    private static OpensslAuthority.Key good;

    @TempDir
    Path folder;

    @BeforeAll
    static void issue() throws Exception {
        OpensslAuthority.assumeInstalled();
        authority = new OpensslAuthority(keys.resolve("authority"));
        good = authority.issue("good", "IP:127.0.0.1", Duration.ofHours(-1));
    }

    @ParameterizedTest
    @CsvSource({
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY,               BEGIN PRIVATE KEY",
        "genrsa -traditional -out KEY 2048,                                           BEGIN RSA PRIVATE KEY",
        "ecparam -name prime256v1 -genkey -out KEY,                                   BEGIN EC PRIVATE KEY",
        "ecparam -name secp384r1 -genkey -noout -out KEY,                             BEGIN EC PRIVATE KEY",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY,             BEGIN PRIVATE KEY",
        "genpkey -algorithm ED25519 -out KEY,                                         BEGIN PRIVATE KEY",
    })
    void readsKeysOfEveryForm(String command, String form) throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("cert.pem");
        openssl(command.replace("KEY", key.toString()));
        openssl("req -x509 -days 2 -subj /CN=any -key %s -out %s".formatted(key, certificate));
        assertThat(key).content().contains(form);
        assertThat(read(certificate, key).chain()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA-PSS -pkeyopt rsa_keygen_bits:2048",
                "ED448",
                "EC -pkeyopt ec_paramgen_curve:secp256k1",
                "EC -pkeyopt ec_paramgen_curve:P-224",
            })
    void saysWhichKindsOfKeysItTakes(String kind) throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("cert.pem");
        openssl("genpkey -algorithm %s -out %s".formatted(kind, key));
        openssl("req -x509 -days 2 -subj /CN=any -key %s -out %s".formatted(key, certificate));
        refuses(certificate, key, key.toString(), "of a kind that is not taken", "P-256");
    }

    @Test
    void readsCertificateAndKeyFromOneFile() throws Exception {
        Path both = folder.resolve("both.pem");
        Files.writeString(
                both,
                Files.readString(Path.of(good.file())) + "some words\n"
                        + Files.readString(Path.of(good.certificate()))
                        + Files.readString(Path.of(authority.certificate())));
        assertThat(read(both, both).chain()).hasSize(2);
        assertThat(read(both, both).subject()).isEqualTo("CN=good");
    }

    @Test
    void refusesAnEncryptedKeyAndSaysHowToDecryptIt() throws Exception {
        Path encrypted = folder.resolve("encrypted.pem");
        openssl("pkey -in %s -aes256 -passout pass:secret -out %s".formatted(good.file(), encrypted));
        refuses(Path.of(good.certificate()), encrypted, "holds an encrypted key", "openssl pkey -in " + encrypted);
        Path older = folder.resolve("older.pem");
        openssl("rsa -traditional -aes256 -passout pass:secret -in %s -out %s".formatted(rsa(), older));
        assertThat(older).content().contains("Proc-Type: 4,ENCRYPTED");
        refuses(Path.of(good.certificate()), older, "holds an encrypted key");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        Path certificate = Path.of(good.certificate());
        Path key = Path.of(good.file());
        Path empty = Files.createFile(folder.resolve("empty"));
        Path damaged = Files.writeString(
                folder.resolve("damaged"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Path damagedKey = Files.writeString(
                folder.resolve("damagedKey"), "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n");
        refuses(folder.resolve("none"), key, "does not exist");
        refuses(folder, key, "is a directory");
        refuses(empty, key, "holds no certificate");
        refuses(damaged, key, "holds a damaged certificate");
        refuses(certificate, empty, "holds no private key");
        refuses(certificate, damagedKey, "holds a damaged key");
        refuses(certificate, rsa(), "is not the key of the certificate in " + certificate);
    }

    @Test
    void wantsTheCertificateOfTheKeyFirst() throws Exception {
        Path chain = folder.resolve("chain.pem");
        Files.writeString(
                chain,
                Files.readString(Path.of(authority.certificate())) + Files.readString(Path.of(good.certificate())));
        refuses(chain, Path.of(good.file()), "must come first in " + chain);
    }

    @Test
    void wantsEachOtherToHaveIssuedTheOneBefore() throws Exception {
        var stranger = new OpensslAuthority(keys.resolve("stranger"));
        Path key = Path.of(good.file());
        refuses(chain(good.certificate(), stranger.certificate()), key, "as number 2", "(CN=stranger)", "CN=authority");
        refuses(
                chain(good.certificate(), authority.certificate(), stranger.certificate()),
                key,
                "as number 3",
                "(CN=stranger)");
        refuses(chain(good.certificate(), good.certificate()), key, "CN=good twice");
        refuses(chain(good.certificate(), authority.certificate(), authority.certificate()), key, "CN=authority twice");
    }

    private Path chain(String... certificates) throws IOException {
        var all = new StringBuilder();
        for (String certificate : certificates) {
            all.append(Files.readString(Path.of(certificate)));
        }
        return Files.writeString(folder.resolve("chain.pem"), all);
    }

    @Test
    void refusesACertificateOutsideOfItsTime() throws Exception {
        OpensslAuthority.Key past = authority.issue("past", "IP:127.0.0.1", Duration.ofDays(-3));
        OpensslAuthority.Key future = authority.issue("future", "IP:127.0.0.1", Duration.ofDays(1));
        refuses(Path.of(past.certificate()), Path.of(past.file()), "has expired");
        refuses(Path.of(future.certificate()), Path.of(future.file()), "is not good before");
    }

    @Test
    void tellsMistakesOfSettingsByTheirNames() {
        assertThat(mistakes(Map.of("LOGTAIL_TLS_CERT", "/nowhere/cert.pem", "LOGTAIL_TLS_KEY", good.file())))
                .isEqualTo("LOGTAIL_TLS_CERT: /nowhere/cert.pem does not exist");
        assertThat(mistakes(Map.of("LOGTAIL_TLS_KEY", good.file())))
                .isEqualTo("LOGTAIL_TLS_KEY=" + good.file() + ": takes effect only with LOGTAIL_TLS_CERT");
        assertThat(mistakes(Map.of(
                        "LOGTAIL_TLS_CERT", good.certificate(),
                        "LOGTAIL_TLS_KEY", good.file(),
                        "LOGTAIL_TLS_CLIENT_CA", good.file())))
                .isEqualTo("LOGTAIL_TLS_CLIENT_CA: " + good.file() + " holds no certificate (PEM)");
    }

    private static String mistakes(Map<String, String> variables) {
        var env = new Env(variables);
        TlsSettings.from(env);
        try {
            env.finish();
            return "";
        } catch (logtail.runtime.SettingsException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Path rsa() throws IOException, InterruptedException {
        Path key = folder.resolve("rsa.pem");
        if (!Files.exists(key)) {
            openssl("genrsa -out " + key + " 2048");
        }
        return key;
    }

    private static Identity read(Path certificate, Path key) {
        return Identity.read(
                new TlsSettings(certificate, key, Optional.empty(), TlsSettings.Clients.REQUIRED), Instant.now());
    }

    private static void refuses(Path certificate, Path key, String... words) {
        assertThatThrownBy(() -> read(certificate, key))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContainingAll(words);
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" +", -1)));
        Path output = folder.resolve("output");
        Process openssl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!openssl.waitFor(60, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
            throw new IOException(command + ": " + Files.readString(output));
        }
    }
}
