package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that the server does not read to their end, and those that are given up. */
@Timeout(60)
class HttpLinkTest {
    private static final byte[] TOO_MUCH = new byte[32 << 20]; // for all buffers in between

    @Test
    void readsAnAnswerAlthoughTheServerHasClosedBeforeItReadTheBody() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (var server = new ScriptedServer();
                    var drain = new HttpDrain();
                    var link = drain.link(Duration.ofSeconds(20), server.url())) {
                server.hasty().then(socket -> {
                    ScriptedServer.answer(413, "too large").give(socket);
                    socket.close(); // with bytes unread, so the kernel resets the connection
                });
                HttpAnswer answer = link.ask(HttpLinkTest::request);
                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.body()).asString().isEqualTo("too large");
            }
        }
    }

    @Test
    void doesNotUseAConnectionAgainWhoseRequestWasNotReadToItsEnd() throws Exception {
        try (var server = new ScriptedServer();
                var drain = new HttpDrain();
                var link = drain.link(Duration.ofSeconds(20), server.url())) {
            var isOver = new CountDownLatch(1);
            server.hasty().then(socket -> {
                ScriptedServer.answer(413, "too large").give(socket);
                await(isOver);
                socket.close();
            });
            assertThat(link.ask(HttpLinkTest::request).status()).isEqualTo(413);
            isOver.countDown();
            assertThat(link.ask(HttpLinkTest::small).status()).isEqualTo(204);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void endsTheConnectionWhenItsThreadIsInterrupted() throws Exception {
        var isOver = new CountDownLatch(1);
        try (var server = new ScriptedServer();
                var drain = new HttpDrain();
                var link = drain.link(Duration.ofSeconds(20), server.url())) {
            server.then(socket -> await(isOver));
            var outcome = new CompletableFuture<Throwable>();
            Thread asking = Thread.ofPlatform().start(() -> {
                try {
                    link.ask(HttpLinkTest::small);
                } catch (Exception e) {
                    outcome.complete(e);
                }
            });
            server.take();
            asking.interrupt();
            assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(link.ask(HttpLinkTest::small).status()).isEqualTo(204);
            assertThat(server.connections()).isEqualTo(2);
        } finally {
            isOver.countDown();
        }
    }

    private static FullHttpRequest request() {
        return request(TOO_MUCH);
    }

    private static FullHttpRequest small() {
        return request(new byte[] {1});
    }

    private static FullHttpRequest request(byte[] body) {
        var request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return request;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
