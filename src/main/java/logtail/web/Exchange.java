package logtail.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import logtail.access.Principal;
import logtail.journal.Cursor;
import logtail.net.Remote;
import org.jspecify.annotations.Nullable;

/** One request and its response. Belongs to the connection's event loop. */
public final class Exchange {
    private final ChannelHandlerContext ctx;
    private final HttpRequest request;
    private final HttpConnection connection;
    private final Target target;
    private final HeldMemory memory;
    private final TrustedProxies.Origin origin;
    private final long beganNs = System.nanoTime();
    private Map<String, String> pathValues = Map.of();
    private @Nullable RouteMeter meter;
    private @Nullable BodyReader body;
    private @Nullable Runnable onGone;
    private @Nullable Runnable onWritable;
    private final Admitted admitted;
    private String cookie = "";
    private boolean isAnswered;
    private boolean isBodyComplete;

    Exchange(ChannelHandlerContext ctx, HttpRequest request, HttpConnection connection, HttpContext server) {
        this.ctx = ctx;
        this.request = request;
        this.connection = connection;
        admitted = new Admitted(ctx);
        memory = new HeldMemory(server.bodies());
        Channel socket = ctx.channel() instanceof Http2StreamChannel stream ? stream.parent() : ctx.channel();
        origin = server.proxies()
                .origin(Remote.of(socket), socket.pipeline().get(SslHandler.class) != null, request.headers());
        target = new Target(request.uri());
        if (request.headers().getAll(HttpHeaderNames.HOST).size() == 1) {
            target.authority().ifPresent(host -> request.headers().set(HttpHeaderNames.HOST, host));
        }
    }

    HttpMethod method() {
        return request.method();
    }

    HttpVersion version() {
        return request.protocolVersion();
    }

    HttpHeaders headers() {
        return request.headers();
    }

    Channel channel() {
        return ctx.channel();
    }

    /** Who sends the request: the other end of the connection, or who a trusted proxy there says it is. */
    Remote remote() {
        return origin.remote();
    }

    /** Whether the sender speaks TLS, to us or to a trusted proxy: a cookie for it can be {@code Secure}. */
    boolean isSecure() {
        return origin.isSecure();
    }

    /** The host that the sender asked a trusted proxy for, when that tells. */
    Optional<String> forwardedHost() {
        return origin.host();
    }

    /** Path and query of the request. */
    Target target() {
        return target;
    }

    /** The sender. */
    Principal sender() {
        return admitted.principal();
    }

    /** See {@link Target#parameters}. */
    List<String> parameters(String name) {
        return target.parameters(name);
    }

    /** See {@link Target#parameter}. */
    Optional<String> parameter(String name) {
        return target.parameter(name);
    }

    /** See {@link Target#expectParameters}. */
    void expectParameters(String resource, Set<String> known) {
        target.expectParameters(resource, known);
    }

    /** The path segment that matched {@code {name}} in the route's pattern. */
    String pathValue(String name) {
        String value = pathValues.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /** @param isStillAdmitted asked again while the request lasts: when false, its connection is closed */
    void admit(Principal principal, BooleanSupplier isStillAdmitted) {
        admitted.let(principal, isStillAdmitted);
    }

    /** Sends a cookie along with the answer (RFC 6265, section 4.1). */
    void setCookie(String nameValueAndAttributes) {
        cookie = nameValueAndAttributes;
    }

    void matched(Map<String, String> values) {
        pathValues = values;
    }

    void measureBy(RouteMeter counted) {
        meter = counted;
    }

    /** The {@code Content-Length}; -1 when there is none, or when the body is decompressed on arrival. */
    long announcedBytes() {
        return HttpUtil.isTransferEncodingChunked(request) ? -1 : HttpUtil.getContentLength(request, 0L);
    }

    /** Whether an HTTP/1 request says nothing of a body: then none is read, though its sender may have sent one and be gone. */
    boolean isLengthMissing() {
        return !(ctx.channel() instanceof Http2StreamChannel)
                && !HttpUtil.isTransferEncodingChunked(request)
                && !HttpUtil.isContentLengthSet(request);
    }

    /** Starts reading the body. */
    void readBody(BodyReader reader) {
        body = reader;
        if (reader.isPatient() || announcedBytes() < 0) {
            admitted.keepAsking();
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        readMore();
    }

    /** Requests more of the body. */
    void readMore() {
        BodyReader reader = body;
        if (!isBodyComplete) {
            if (reader != null && !reader.isPatient()) {
                connection.deadlines().awaitBody();
            }
            connection.next(ctx);
        }
    }

    /** Stops the body timeout until {@link #readMore}, as the sender waits for us. */
    void pause() {
        connection.deadlines().stop();
    }

    /** Memory that the request holds of the budget of bodies; released when it is answered or its connection closed. */
    HeldMemory memory() {
        return memory;
    }

    /** Runs {@code action} if the connection closes before the response is complete. */
    void onGone(Runnable action) {
        onGone = action;
    }

    /** Runs {@code action} whenever the channel becomes writable again. */
    void onWritable(Runnable action) {
        onWritable = action;
    }

    /** Answers with the result of {@code work}, which runs on its own thread and may block. */
    void offload(Callable<Answer> work) {
        pause();
        Thread.ofVirtual().name("http-request").start(() -> {
            Answer answer = Answer.from(work);
            ctx.executor().execute(() -> respond(answer));
        });
    }

    void respond(HttpResponseStatus status, String mediaType, String text) {
        respond(new Answer(status, mediaType, text));
    }

    void respond(Problem problem) {
        respond(Answer.of(problem));
    }

    /** Sends the first response and drops any later one. */
    void respond(Answer answer) {
        if (!isAnswered) {
            respond(answer.response(takesGzip()));
        }
    }

    /** Likewise, for a response that is built already. */
    void respond(FullHttpResponse complete) {
        if (isAnswered) {
            complete.release();
            return;
        }
        // the rest of an unread body would be parsed as the next request
        boolean staysOpen = isBodyComplete && HttpUtil.isKeepAlive(request);
        FullHttpResponse response = method().equals(HttpMethod.HEAD) ? withoutContent(complete) : complete;
        HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), staysOpen);
        if (!cookie.isEmpty()) {
            response.headers().set(HttpHeaderNames.SET_COOKIE, cookie);
        }
        isAnswered = true;
        count(response.status());
        ctx.writeAndFlush(response);
        complete(staysOpen);
    }

    /** The headers alone, as HEAD wants: the codec of HTTP/2 would send the content too. */
    private static FullHttpResponse withoutContent(FullHttpResponse response) {
        FullHttpResponse head = response.replace(Unpooled.EMPTY_BUFFER);
        response.release();
        return head;
    }

    /**
     * Starts a response of unknown length; write its content to the channel, then call {@link #endStream}.
     *
     * @param newest as this reader may be shown it, sent as {@code Logtail-Journal} and {@code Logtail-Newest}; a reader that has seen all of the history
     *     may resume after it
     * @param isPacked whether the content is compressed with gzip
     * @param headers in addition to those of the content
     */
    void beginStream(String mediaType, Cursor newest, boolean isPacked, Map<String, String> headers) {
        HttpResponse response = Answer.streamHead(mediaType, newest, request.protocolVersion());
        headers.forEach(response.headers()::set);
        if (isPacked) {
            response.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        if (!cookie.isEmpty()) {
            response.headers().set(HttpHeaderNames.SET_COOKIE, cookie);
        }
        admitted.keepAsking();
        isAnswered = true;
        count(response.status());
        ctx.writeAndFlush(response);
    }

    void endStream() {
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        complete(isBodyComplete
                && HttpUtil.isKeepAlive(request)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0));
    }

    /** See {@link Accepted#isGzip}. */
    boolean takesGzip() {
        return Accepted.isGzip(request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
    }

    private void count(HttpResponseStatus status) {
        if (meter != null) {
            meter.count(status.code(), System.nanoTime() - beganNs);
        }
    }

    private void complete(boolean staysOpen) {
        admitted.stopAsking();
        onGone = null;
        BodyReader unfinished = body;
        body = null;
        if (unfinished != null && !isBodyComplete) {
            unfinished.gone();
        }
        memory.end();
        connection.answered(this);
        if (staysOpen) {
            connection.nextRequest(ctx);
            return;
        }
        connection.close(ctx, isBodyComplete);
    }

    void takeContent(ByteBuf bytes, boolean isLast) {
        isBodyComplete = isLast;
        if (isLast) {
            pause();
        }
        BodyReader reader = body;
        if (reader == null) {
            readMore(); // discards the body
            return;
        }
        try {
            if (bytes.isReadable()) {
                reader.content(bytes);
            } else if (!isLast) {
                readMore();
            }
            if (isLast && body != null) {
                reader.end();
            }
        } catch (BadParameterException e) {
            respond(e.problem());
        }
    }

    /** The rest of the body cannot be read: its reader answers with this problem. */
    void breakBody(Problem problem, boolean isLast) {
        isBodyComplete = isLast;
        pause();
        BodyReader reader = body;
        if (reader == null) {
            respond(problem);
        } else {
            reader.broken(problem);
        }
    }

    void writable() {
        if (onWritable != null) {
            onWritable.run();
        }
    }

    void gone() {
        admitted.stopAsking();
        if (!isAnswered && meter != null) {
            meter.gone(System.nanoTime() - beganNs);
        }
        BodyReader unfinished = body;
        body = null;
        if (unfinished != null) {
            unfinished.gone();
        }
        if (onGone != null) {
            onGone.run();
        }
        memory.end();
    }
}
