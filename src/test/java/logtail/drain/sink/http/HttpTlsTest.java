package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ServerSocketFactory;
import logtail.OpensslAuthority;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.drain.sink.Sink.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with servers that are who they say, and with those that are not. */
@Timeout(120)
@Tag("slow")
class HttpTlsTest {
    private static final Duration NOW = Duration.ofHours(-1);

    @TempDir
    private static Path folder;

    private static OpensslAuthority authority;
    private static OpensslAuthority another;
    private static OpensslAuthority.Key good;

    private final HttpDrain drain = new HttpDrain();

    @BeforeAll
    static void issue() throws Exception {
        OpensslAuthority.assumeInstalled();
        authority = new OpensslAuthority(folder.resolve("authority"));
        another = new OpensslAuthority(folder.resolve("another"));
        good = authority.issue("good", "IP:127.0.0.1", NOW);
    }

    @AfterEach
    void stop() {
        drain.close();
    }

    @Test
    void sendsToAServerThatIsTrusted() throws Exception {
        try (var server = new ScriptedServer(good.server());
                Sink sink = to(server, "ca", authority.certificate(), "format", "otlp", "compress", "zstd")) {
            for (int i = 0; i < 3; i++) {
                assertThat(sink.send(Events.many(5_000).batch(sink))).isEqualTo(Answer.TAKEN);
                assertThat(server.take().connection()).isEqualTo(1);
            }
        }
    }

    @Test
    void sendsALargeBody() throws Exception {
        try (var server = new ScriptedServer(good.server());
                Sink sink = to(server, "ca", authority.certificate())) {
            var events = new Events();
            for (int i = 0; i < 40; i++) {
                events.begin("web", "", "", logtail.event.Severity.INFO).add("x".repeat(60_000));
            }
            Batch batch = events.batch(sink);
            assertThat(sink.send(batch)).isEqualTo(Answer.TAKEN);
            assertThat(server.take().body()).hasSize(batch.lengthBytes());
        }
    }

    @Test
    void doesNotTrustAServerOfAnUnknownAuthority() throws Exception {
        refuses(good.server(), "is not issued by an authority that we trust", "ca", another.certificate());
        refuses(good.server(), "is not issued by an authority that we trust");
    }

    @Test
    void doesNotTrustAServerOfAnotherName() throws Exception {
        var key = authority.issue("elsewhere", "DNS:elsewhere.example", NOW);
        refuses(key.server(), "is not for the name 127.0.0.1", "ca", authority.certificate());
    }

    @Test
    void doesNotTrustACertificateThatHasExpiredOrIsNotValidYet() throws Exception {
        var old = authority.issue("old", "IP:127.0.0.1", Duration.ofDays(-3));
        refuses(old.server(), "its certificate has expired", "ca", authority.certificate());
        var early = authority.issue("early", "IP:127.0.0.1", Duration.ofDays(2));
        refuses(early.server(), "is not valid yet", "ca", authority.certificate());
    }

    @Test
    void trustsAnyServerWhenToldTo() throws Exception {
        try (var server = new ScriptedServer(good.server());
                Sink sink = to(server, "verify", "off")) {
            assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Answer.TAKEN);
        }
    }

    @Test
    void showsItsOwnCertificateToServersThatAsk() throws Exception {
        var client = authority.issue("client", "DNS:client.example", NOW);
        String ca = authority.certificate();
        try (var server = new ScriptedServer(good.serverOfKnownClients())) {
            try (Sink sink = to(server, "ca", ca, "cert", client.certificate(), "key", client.file())) {
                assertThat(sink.send(Events.many(1).batch(sink))).isEqualTo(Answer.TAKEN);
            }
            try (Sink sink = to(server, "ca", ca)) {
                assertThatThrownBy(() -> sink.send(Events.many(1).batch(sink)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("has ended: ")
                        .hasMessageContaining("certificate");
            }
        }
    }

    @Test
    void tellsAServerThatSpeaksNoTls() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Sink sink = drain.to("https://127.0.0.1:" + listener.getLocalPort())) {
            Thread greeter = Thread.ofVirtual().start(() -> {
                try (var socket = listener.accept()) {
                    socket.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the sink has gone
                }
            });
            assertThatThrownBy(() -> sink.send(Events.many(1).batch(sink)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("no TLS with 127.0.0.1:");
            greeter.join();
        }
    }

    private void refuses(ServerSocketFactory sockets, String why, String... options) throws Exception {
        try (var server = new ScriptedServer(sockets);
                Sink sink = to(server, options)) {
            assertThatThrownBy(() -> sink.send(Events.many(1).batch(sink)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(why);
            assertThat(server.waiting()).isZero();
        }
    }

    private Sink to(ScriptedServer server, String... options) {
        return drain.to("https://127.0.0.1:" + server.port(), options);
    }
}
