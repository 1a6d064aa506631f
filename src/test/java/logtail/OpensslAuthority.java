package logtail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** An authority that certifies keys for tests, with {@code openssl}, in a folder of its own. */
public final class OpensslAuthority {
    private static final String PASSWORD = "changeit";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String NEW_KEY = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch";

    private final Path folder;

    /** Makes its key and its certificate. */
    public OpensslAuthority(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        Files.writeString(folder.resolve("config"), """
                [ca]
                default_ca = here
                [here]
                database = index
                new_certs_dir = .
                serial = serial
                certificate = ca.pem
                private_key = ca.key
                default_md = sha256
                policy = any
                [any]
                commonName = supplied
                """);
        Files.createFile(folder.resolve("index"));
        Files.writeString(folder.resolve("serial"), "01\n");
        openssl(NEW_KEY + " -x509 -days 2 -keyout ca.key -out ca.pem -subj /CN=" + folder.getFileName());
    }

    /** Skips the tests where openssl is not installed. */
    public static void assumeInstalled() {
        Programs.need("openssl", "openssl");
    }

    /** The authority's own certificate, as PEM. */
    public String certificate() {
        return folder.resolve("ca.pem").toString();
    }

    /** A key with a certificate for a subject such as {@code IP:127.0.0.1}, good for a day {@code from} now on. */
    public Key issue(String name, String subject, Duration from) throws IOException, InterruptedException {
        Instant start = Instant.now().plus(from);
        Files.writeString(folder.resolve("extensions"), "subjectAltName = " + subject + "\n");
        openssl(NEW_KEY + " -keyout NAME.key -out NAME.csr -subj /CN=NAME".replace("NAME", name));
        openssl("ca -batch -notext -config config -extfile extensions -in NAME.csr -out NAME.pem".replace("NAME", name)
                + " -startdate " + TIME.format(start) + " -enddate " + TIME.format(start.plus(Duration.ofDays(1))));
        openssl("pkcs12 -export -inkey NAME.key -in NAME.pem -certfile ca.pem -out NAME.p12 -passout pass:"
                        .replace("NAME", name)
                + PASSWORD);
        return new Key(folder, name);
    }

    /** A key with its certificate. */
    public record Key(Path folder, String name) {
        /** Its certificate, as PEM. */
        public String certificate() {
            return folder.resolve(name + ".pem").toString();
        }

        /** The key, as PEM. */
        public String file() {
            return folder.resolve(name + ".key").toString();
        }

        /** Makes the sockets of a server with this key. */
        public ServerSocketFactory server() throws IOException, GeneralSecurityException {
            return context().getServerSocketFactory();
        }

        /** The same of one that wants clients to show certificates of the same authority. */
        public ServerSocketFactory serverOfKnownClients() throws IOException, GeneralSecurityException {
            return new KnownClients(server());
        }

        /** The context of a client that trusts the same authority, and shows this key's certificate where it is asked for one. */
        public SSLContext clientOf() throws IOException, GeneralSecurityException {
            return context();
        }

        /** The same of one that trusts the authority of {@code server}, and shows its certificate even if nobody there knows it. */
        public SSLContext clientOf(Key server) throws IOException, GeneralSecurityException {
            return context(new KeyManager[] {new Insistent(keyManagers()[0])}, server.trustManagers());
        }

        /** The context of a client that trusts the same authority, and has no certificate. */
        public SSLContext clientWithoutCertificate() throws IOException, GeneralSecurityException {
            return context(new KeyManager[0], trustManagers());
        }

        private SSLContext context() throws IOException, GeneralSecurityException {
            return context(keyManagers(), trustManagers());
        }

        private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, trust, new SecureRandom());
            return context;
        }

        private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store(), PASSWORD.toCharArray());
            return managers.getKeyManagers();
        }

        private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
            KeyStore keys = store();
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", keys.getCertificateChain(keys.aliases().nextElement())[1]);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return trust.getTrustManagers();
        }

        private KeyStore store() throws IOException, GeneralSecurityException {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return keys;
        }
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ", -1)));
        Path output = folder.resolve("output");
        Process openssl = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!openssl.waitFor(30, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
            throw new IOException(command + ": " + Files.readString(output, UTF_8));
        }
    }

    /** Shows its certificate whichever authorities a server names. */
    private static final class Insistent extends X509ExtendedKeyManager {
        private final X509KeyManager keys;

        Insistent(KeyManager keys) {
            this.keys = (X509KeyManager) keys;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return keys.getClientAliases(type, null);
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys.chooseClientAlias(types, null, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }

    /** Makes sockets that want certificates. */
    private static final class KnownClients extends ServerSocketFactory {
        private final ServerSocketFactory sockets;

        KnownClients(ServerSocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return createServerSocket(port, 0, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return createServerSocket(port, backlog, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address)
                throws IOException {
            var socket = (SSLServerSocket) sockets.createServerSocket(port, backlog, address);
            socket.setNeedClientAuth(true);
            return socket;
        }
    }
}
