package logtail.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import logtail.access.Gate;
import logtail.access.Right;
import logtail.net.Limits;
import logtail.runtime.MemoryBudget;

/** One HTTP connection without sockets and threads: what is sent is handled before {@link #send} returns. */
final class HttpRig implements AutoCloseable {
    static final Limits LIMITS =
            new Limits(10, 10, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75));

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final MemoryBudget.Share bodies;
    final EmbeddedChannel channel;

    HttpRig(long bodyBytes, Gate gate, Route... routes) {
        bodies = MemoryBudget.Share.of("bodies", bodyBytes);
        var dispatcher =
                new Dispatcher(List.of(() -> List.of(routes)), new Door(List.of("logs.example.com")), gate, metrics);
        var context = new HttpContext(LIMITS, bodies, Inflation.STANDARD, TrustedProxies.NONE);
        var connection = new HttpConnection(new Wire.Connection(), dispatcher, context);
        channel = new EmbeddedChannel(connection.deadlines(), new HttpServerCodec(), connection.pieces(), connection);
    }

    /** A server with room for a MiB of bodies. */
    static HttpContext context() {
        return new HttpContext(
                LIMITS, MemoryBudget.Share.of("bodies", 1 << 20), Inflation.STANDARD, TrustedProxies.NONE);
    }

    /** Anybody may do everything. */
    static HttpRig of(Route... routes) {
        return new HttpRig(1 << 20, Gate.open(), routes);
    }

    /** A route for those who may tail. */
    static Route route(String method, String pattern, Endpoint endpoint) {
        return new Route(io.netty.handler.codec.http.HttpMethod.valueOf(method), pattern, Right.TAIL, endpoint);
    }

    /** Answers with this text. */
    static Endpoint says(String text) {
        return exchange -> exchange.respond(Answer.ok("text/plain", text));
    }

    HttpRig send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, UTF_8));
        return this;
    }

    /** All that was answered since it was asked last. */
    String answer() {
        var text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(US_ASCII));
            part.release();
        }
        return text.toString();
    }

    /** Sends a request without a body and gives the answer. */
    String ask(String method, String target, String... headers) {
        return send(HttpSocket.head(method, target, headers)).answer();
    }

    /** Lets this time go by. */
    HttpRig after(Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        return this;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
