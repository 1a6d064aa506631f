package logtail.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import logtail.OpensslAuthority;
import logtail.runtime.Clock;
import logtail.runtime.SettingsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of TLS that change while they are in use; nothing is checked but when a test says so. */
@Tag("slow")
class ServerTlsTest {
    @TempDir
    static Path keys;

    private static OpensslAuthority.Key one;
    private static OpensslAuthority.Key two;

    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicLong nowNs = new AtomicLong(Clock.system().nowNs());
    private @Nullable ServerTls tls;

    @BeforeAll
    static void issue() throws Exception {
        OpensslAuthority.assumeInstalled();
        var authority = new OpensslAuthority(keys.resolve("authority"));
        one = authority.issue("one", "IP:127.0.0.1", Duration.ofHours(-1));
        two = authority.issue("two", "IP:127.0.0.1", Duration.ofHours(-2));
    }

    @AfterEach
    void close() {
        if (tls != null) {
            tls.close();
        }
    }

    @Test
    void takesAChangeWhenItHasSettled() throws Exception {
        ServerTls open = open(one);
        replace("cert.pem", two.certificate());
        replace("key.pem", two.file());
        open.check();
        assertThat(reloads("taken")).as("perhaps half of it is written").isZero();
        open.check();
        assertThat(reloads("taken")).isEqualTo(1);
        open.check();
        assertThat(reloads("taken")).isEqualTo(1);
        assertThat(secondsLeft()).isBetween(21.9 * 3600, 22.1 * 3600);
    }

    @Test
    void seesALinkThatLeadsElsewhere() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..1"));
        Path second = Files.createDirectory(folder.resolve("..2"));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        for (Path version : List.of(first, second)) {
            OpensslAuthority.Key key = version.equals(first) ? one : two;
            Files.copy(Path.of(key.certificate()), version.resolve("cert.pem"));
            Files.copy(Path.of(key.file()), version.resolve("key.pem"));
        }
        Files.createSymbolicLink(folder.resolve("cert.pem"), Path.of("..data/cert.pem"));
        Files.createSymbolicLink(folder.resolve("key.pem"), Path.of("..data/key.pem"));
        ServerTls open = open();
        Path next = Files.createSymbolicLink(folder.resolve("..next"), second.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        open.check();
        open.check();
        assertThat(reloads("taken")).isEqualTo(1);
    }

    @Test
    void keepsTheOldOnesWhenTheNewAreBadAndSaysSoOnce() throws Exception {
        ServerTls open = open(one);
        replace("cert.pem", two.certificate()); // and not its key
        for (int i = 0; i < 4; i++) {
            open.check();
        }
        assertThat(reloads("refused")).isEqualTo(1);
        assertThat(reloads("taken")).isZero();
        SslHandler stillGood = open.handler(UnpooledByteBufAllocator.DEFAULT, List.of());
        assertThat(stillGood.engine().getUseClientMode()).isFalse();
        replace("key.pem", two.file());
        open.check();
        open.check();
        assertThat(reloads("taken")).isEqualTo(1);
    }

    @Test
    void keepsTheOldOnesWhenTheNewMakeNoChain() throws Exception {
        ServerTls open = open(one);
        Path chain = folder.resolve("chain.pem");
        Files.writeString(
                chain, Files.readString(Path.of(one.certificate())) + Files.readString(Path.of(two.certificate())));
        replace("cert.pem", chain.toString());
        open.check();
        open.check();
        assertThat(reloads("refused")).isEqualTo(1);
        assertThat(open.handler(UnpooledByteBufAllocator.DEFAULT, List.of())).isNotNull();
    }

    /** That a key can be read is one thing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA -pkeyopt rsa_keygen_bits:2048",
                "EC -pkeyopt ec_paramgen_curve:P-256",
                "EC -pkeyopt ec_paramgen_curve:P-384",
                "EC -pkeyopt ec_paramgen_curve:P-521",
                "ED25519",
            })
    void shakesHandsWithKeysOfEveryKind(String kind) throws Exception {
        openssl("genpkey -algorithm %s -out key.pem".formatted(kind));
        openssl("req -x509 -days 2 -subj /CN=any -key key.pem -out cert.pem");
        nowNs.set(Clock.system().nowNs() + 1_000_000_000); // certificates are good from a whole second on
        SslHandler server = open().handler(UnpooledByteBufAllocator.DEFAULT, List.of());
        SslHandler client = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build()
                .newHandler(UnpooledByteBufAllocator.DEFAULT);
        var here = new EmbeddedChannel(server);
        var there = new EmbeddedChannel(client);
        for (int flights = 0; flights < 10; flights++) {
            pass(there, here);
            pass(here, there);
        }
        assertThat(client.handshakeFuture().isSuccess()).isTrue();
        assertThat(server.handshakeFuture().isSuccess()).isTrue();
        here.finishAndReleaseAll();
        there.finishAndReleaseAll();
    }

    private static void pass(EmbeddedChannel from, EmbeddedChannel to) {
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
    }

    private void openssl(String arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" +", -1)));
        Process openssl = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(openssl.exitValue()).isZero();
    }

    @Test
    void keepsTheOldOnesWhenFilesAreGone() throws Exception {
        ServerTls open = open(one);
        Files.delete(folder.resolve("key.pem"));
        open.check();
        open.check();
        assertThat(reloads("refused")).isEqualTo(1);
        assertThat(open.handler(UnpooledByteBufAllocator.DEFAULT, List.of("http/1.1")))
                .isNotNull();
    }

    @Test
    void readsAgainAtOnceWhenToldSo() throws Exception {
        ServerTls open = open(one);
        open.reload();
        open.check();
        assertThat(reloads("taken")).isEqualTo(1);
    }

    @Test
    void measuresHowLongTheCertificateIsGood() throws Exception {
        open(one);
        assertThat(secondsLeft()).isBetween(22.9 * 3600, 23.1 * 3600);
        nowNs.addAndGet(Duration.ofDays(2).toNanos());
        assertThat(secondsLeft()).isNegative();
    }

    @Test
    void doesNotStartWithFilesThatCannotBeUsed() throws Exception {
        replace("cert.pem", one.certificate());
        replace("key.pem", two.file());
        assertThatThrownBy(this::open)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("LOGTAIL_TLS_KEY: " + folder.resolve("key.pem"))
                .hasMessageContaining("is not the key of the certificate in " + folder.resolve("cert.pem"));
    }

    private ServerTls open(OpensslAuthority.Key key) throws Exception {
        replace("cert.pem", key.certificate());
        replace("key.pem", key.file());
        return open();
    }

    private ServerTls open() {
        var settings = new TlsSettings(
                folder.resolve("cert.pem"), folder.resolve("key.pem"), Optional.empty(), TlsSettings.Clients.REQUIRED);
        ServerTls open = ServerTls.open(settings, nowNs::get, metrics);
        tls = open;
        return open;
    }

    /** Another file takes the name, so that it differs whatever the time that the file system keeps. */
    private void replace(String name, String source) throws Exception {
        Path draft = Files.copy(Path.of(source), folder.resolve(name + ".new"));
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private double reloads(String result) {
        return metrics.get("logtail.tls.reloads")
                .tag("result", result)
                .counter()
                .count();
    }

    private double secondsLeft() {
        return metrics.get("logtail.tls.expiry").timeGauge().value(TimeUnit.SECONDS);
    }
}
