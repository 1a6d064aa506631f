package logtail.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.status;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import logtail.cli.Main;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.ship.BatchPoster;
import logtail.cli.ship.ShipArguments;
import logtail.cli.ship.ShipOptions;
import logtail.cli.ship.ShippedBatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

@Timeout(60)
@Tag("slow")
class DaemonArgumentsTest {
    private static final String SECRET = "s3cret-token";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void theOptionIsStrongerThanTheEnvironmentAndThatThanTheFile() throws IOException {
        String file = write("token", " of-file\n").toString();
        var env = Map.of("LOGTAIL_TOKEN", "of-env");
        assertThat(token(env, "--token", "of-option", "--token-file", file)).isEqualTo("Bearer of-option");
        assertThat(token(env, "--token-file", file)).isEqualTo("Bearer of-env");
        assertThat(token(Map.of("LOGTAIL_TOKEN", " "), "--token-file", file)).isEqualTo("Bearer of-file");
        assertThat(resolve(Map.of()).token().isGiven()).isFalse();
    }

    @Test
    void aTokenGoesWithEveryRequestOfEachCommand() throws Exception {
        try (var daemon = FakeDaemon.answering(stream(), stream("[]"), status(204))) {
            String address = daemon.address().toString();
            assertThat(execute("--no-follow", "--addr", address, "--token", SECRET))
                    .isZero();
            assertThat(execute("apps", "--names", "--addr", address, "--token", SECRET))
                    .isZero();
            post("--addr", address, "--token", SECRET);
            assertThat(daemon.requests())
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("Bearer " + SECRET));
        }
    }

    @Test
    void beingKeptOutSaysWhichOptionsLetIn() throws IOException {
        try (var daemon = FakeDaemon.answering(status(401))) {
            assertThat(execute("--addr", daemon.address().toString())).isEqualTo(ExitCode.NO_ACCESS);
            assertThat(stderr.toString(UTF_8))
                    .contains("answers 401", "It wants a token", "--token-file FILE, --token TOKEN or LOGTAIL_TOKEN");
            assertThat(execute("apps", "--addr", daemon.address().toString(), "--token", SECRET))
                    .isEqualTo(ExitCode.NO_ACCESS);
            assertThat(stderr.toString(UTF_8)).contains("does not know the token of --token");
        }
        try (var daemon = FakeDaemon.answering(status(403))) {
            assertThat(execute("-v", "--addr", daemon.address().toString(), "--token", SECRET))
                    .isEqualTo(ExitCode.NO_ACCESS);
            assertThat(stderr.toString(UTF_8))
                    .contains("does not allow this with the token of --token")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void aTokenNeverCrossesANetworkInTheClear() {
        assertRefused("of --token would cross the network in the clear", Map.of(), "--addr", "l", "--token", SECRET);
        assertRefused(
                "the token of LOGTAIL_TOKEN would cross",
                Map.of("LOGTAIL_TOKEN", SECRET, "LOGTAIL_ADDR", "http://127.evil.example:8514"));
        for (String address : List.of("https://logs", "127.0.0.1", "LOCALHOST:1", "[::1]:1", "127.1.2.3")) {
            assertThatCode(() -> resolve(Map.of(), "--token", SECRET, "--addr", address))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "line\nend", "ümlaut"})
    void whatCannotBeATokenIsRefusedAndNotShown(String text) throws IOException {
        String file = write("token", text).toString();
        assertThatThrownBy(() -> resolve(Map.of(), "--token-file", file))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessage("--token-file " + file + " takes one word of visible ASCII, at most 4096 characters");
        assertRefused("cannot read --token-file " + file + "x", Map.of(), "--token-file", file + "x");
    }

    @Test
    void authoritiesThatCannotBeUsedAreNamed() throws IOException {
        String https = "https://127.0.0.1:1";
        String empty = write("empty.pem", "").toString();
        String broken = write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .toString();
        assertRefused("holds no certificate", Map.of(), "--addr", https, "--ca-cert", empty);
        assertRefused("holds no readable certificate", Map.of(), "--addr", https, "--ca-cert", broken);
        assertRefused("cannot be read", Map.of(), "--addr", https, "--ca-cert", empty + "x");
    }

    @Test
    void theAuthoritiesOfTheFileAreTrustedInsteadOfTheUsualOnes() throws Exception {
        Path own = certificate("own");
        Path other = certificate("other");
        HttpsServer server = start("own");
        try {
            String address = "https://127.0.0.1:" + server.getAddress().getPort();
            assertThat(execute("apps", "--addr", address, "--ca-cert", own.toString(), "--token", SECRET))
                    .as(stderr.toString(UTF_8))
                    .isZero();
            assertThat(execute("apps", "--addr", address, "--ca-cert", other.toString()))
                    .isEqualTo(ExitCode.NO_ACCESS);
            assertThat(execute("apps", "--addr", address)).isEqualTo(ExitCode.NO_ACCESS);
            assertThat(stderr.toString(UTF_8)).contains("Name that: --ca-cert FILE");
            String plain = "http://127.0.0.1:1";
            assertRefused("--ca-cert is for https://", Map.of(), "--addr", plain, "--ca-cert", own.toString());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void everyCommandThatAsksTheDaemonTakesTheSameOptions() {
        List<String> options = CommandSpec.forAnnotatedObject(new DaemonArguments()).options().stream()
                .map(CommandLine.Model.OptionSpec::longestName)
                .toList();
        assertThat(options).containsExactlyInAnyOrder("--addr", "--token", "--token-file", "--ca-cert");
        for (String command : List.of("", "apps", "pipe", "run", "up")) {
            assertThat(new CommandLine(Main.command(command))
                            .getCommandSpec()
                            .optionsMap()
                            .keySet())
                    .as(command)
                    .containsAll(options);
        }
    }

    private int execute(String... arguments) {
        return Main.execute(arguments, new PrintStream(stderr, true, UTF_8));
    }

    /** As {@code pipe} and {@code run} do. */
    private static void post(String... arguments) {
        var typed = new ShipArguments();
        new CommandLine(CommandSpec.forAnnotatedObject(typed)).parseArgs(arguments);
        ShipOptions options = typed.resolve("app", new Surroundings(Map.of(), false, Instant.EPOCH, ZoneOffset.UTC));
        var notices = new Notices(new PrintStream(PrintStream.nullOutputStream(), false, UTF_8), false);
        var batch = new ShippedBatch("key", options.query(), "line\n".getBytes(UTF_8), 1, 0);
        assertThat(BatchPoster.to(options, notices).trySend(batch)).isTrue();
    }

    private void assertRefused(String message, Map<String, String> env, String... arguments) {
        assertThatThrownBy(() -> resolve(env, arguments))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(message)
                .hasMessageNotContaining(SECRET);
    }

    private static String token(Map<String, String> env, String... arguments) {
        return resolve(env, arguments).token().authorization();
    }

    private static DaemonAccess resolve(Map<String, String> env, String... arguments) {
        var typed = new DaemonArguments();
        new CommandLine(CommandSpec.forAnnotatedObject(typed)).parseArgs(arguments);
        return typed.resolve(new Surroundings(env, false, Instant.EPOCH, ZoneOffset.UTC));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    /** Makes a key in a store of its own, and gives the file with its certificate. */
    private Path certificate(String name) throws Exception {
        keytool("-genkeypair", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=ip:127.0.0.1");
        keytool(
                "-exportcert",
                name,
                "-rfc",
                "-file",
                directory.resolve(name + ".pem").toString());
        return directory.resolve(name + ".pem");
    }

    private void keytool(String command, String name, String... more) throws Exception {
        var all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-keystore",
                store(name).toString(),
                "-storepass",
                "password",
                "-alias",
                name));
        all.addAll(List.of(more));
        Process keytool = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    private HttpsServer start(String name) throws Exception {
        var keys = KeyStore.getInstance(store(name).toFile(), "password".toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "password".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        return server;
    }
}
