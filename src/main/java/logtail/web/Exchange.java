package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import logtail.journal.Cursor;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the connection's event loop. */
public final class Exchange {
    private static final int RETRY_SECONDS = 1;
    private static final int LINGER_SECONDS = 1;

    private final ChannelHandlerContext ctx;
    private final HttpRequest request;
    private final HttpConnection connection;
    private final QueryStringDecoder target;
    private @Nullable BodyReader body;
    private @Nullable Runnable onGone;
    private @Nullable Runnable onWritable;
    private boolean isAnswered;
    private boolean isBodyComplete;

    Exchange(ChannelHandlerContext ctx, HttpRequest request, HttpConnection connection) {
        this.ctx = ctx;
        this.request = request;
        this.connection = connection;
        target = new QueryStringDecoder(request.uri());
    }

    HttpMethod method() {
        return request.method();
    }

    String path() {
        return decoded(target::path);
    }

    HttpHeaders headers() {
        return request.headers();
    }

    Channel channel() {
        return ctx.channel();
    }

    /** All values of a query parameter, in order; empty when it is not there. */
    List<String> parameters(String name) {
        return decoded(target::parameters).getOrDefault(name, List.of());
    }

    /**
     * Refuses parameters that are not known.
     *
     * @throws BadParameterException when there are others than these
     */
    void expectParameters(String resource, Set<String> known) {
        for (String name : decoded(target::parameters).keySet()) {
            if (!known.contains(name)) {
                throw new BadParameterException("parameter %s is not known; %s takes %s"
                        .formatted(name, resource, String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    Optional<String> parameter(String name) {
        List<String> values = parameters(name);
        if (values.size() > 1) {
            throw new BadParameterException(
                    "parameter %s is given %d times; it takes one value".formatted(name, values.size()));
        }
        return values.stream().findFirst();
    }

    private static <T> T decoded(Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            throw new BadParameterException("ill-formed request target: " + e.getMessage());
        }
    }

    /** Asks for the body; its first bytes come after {@link #readMore}. */
    void readBody(BodyReader reader) {
        body = reader;
        if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        readMore();
    }

    /** Ready for more of the body. */
    void readMore() {
        if (!isBodyComplete) {
            connection.next(ctx);
        }
    }

    /** Runs {@code action} when the connection is lost before the answer is complete. */
    void onGone(Runnable action) {
        onGone = action;
    }

    /** Runs {@code action} whenever the channel takes bytes again after it was full. */
    void onWritable(Runnable action) {
        onWritable = action;
    }

    void respond(HttpResponseStatus status, String mediaType, String text) {
        respond(answer(status, mediaType, text));
    }

    void respond(Problem problem) {
        respond(problem.status(), Problem.MEDIA_TYPE, problem.json());
    }

    /** The path is there, but not for this method. */
    void respondNotAllowed(List<HttpMethod> allowed) {
        List<String> methods = allowed.stream().map(HttpMethod::name).toList();
        var problem = new Problem(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "%s takes %s, not %s".formatted(path(), String.join(" or ", methods), method()));
        var response = answer(problem.status(), Problem.MEDIA_TYPE, problem.json());
        response.headers().set(ALLOW, String.join(", ", methods));
        respond(response);
    }

    /** Taken, with nothing to say. */
    void respondNoContent() {
        respond(noContent());
    }

    /** Taken, and known already from a request with the same key. */
    void respondReplayed() {
        var response = noContent();
        response.headers().set("Idempotency-Replayed", "true");
        respond(response);
    }

    private static FullHttpResponse noContent() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
    }

    private FullHttpResponse answer(HttpResponseStatus status, String mediaType, String text) {
        ByteBuf content = ByteBufUtil.writeUtf8(ctx.alloc(), text);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(CONTENT_LENGTH, content.readableBytes()).set(CONTENT_TYPE, mediaType);
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE) || status.equals(HttpResponseStatus.CONFLICT)) {
            response.headers().set(RETRY_AFTER, RETRY_SECONDS);
        }
        return response;
    }

    private void respond(FullHttpResponse response) {
        if (isAnswered) {
            response.release();
            return;
        }
        // what is left of an unread body would be taken for the next request
        boolean staysOpen = isBodyComplete && HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), staysOpen);
        isAnswered = true;
        ctx.writeAndFlush(response);
        complete(staysOpen);
    }

    /**
     * Begins an answer of unknown length; write its content to the channel, then {@link #endStream}.
     *
     * @param newest told as {@code Logtail-Journal} and {@code Logtail-Newest}: a reader that has seen all of the history may
     *     resume after it
     */
    void beginStream(String mediaType, Cursor newest) {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(CONTENT_TYPE, mediaType)
                .set(CACHE_CONTROL, "no-store")
                .set("X-Accel-Buffering", "no")
                .set("Logtail-Newest", newest.index());
        newest.journal().ifPresent(id -> response.headers().set("Logtail-Journal", id));
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            response.headers().set(CONNECTION, HttpHeaderValues.CLOSE);
        } else {
            response.headers().set(TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        isAnswered = true;
        ctx.writeAndFlush(response);
    }

    void endStream() {
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        complete(isBodyComplete
                && HttpUtil.isKeepAlive(request)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0));
    }

    private void complete(boolean staysOpen) {
        onGone = null;
        BodyReader unfinished = body;
        body = null;
        if (unfinished != null && !isBodyComplete) {
            unfinished.gone();
        }
        connection.answered(this);
        if (staysOpen) {
            connection.next(ctx);
            return;
        }
        var written = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (isBodyComplete) {
            written.addListener(ChannelFutureListener.CLOSE);
        } else {
            // closing on unread bytes would reset the connection, and the answer with it: let the sender read it first
            written.addListener(done -> ((DuplexChannel) ctx.channel()).shutdownOutput());
            ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
            connection.discard(ctx);
        }
    }

    void takeContent(ByteBuf bytes, boolean isLast) {
        isBodyComplete = isLast;
        BodyReader reader = body;
        if (reader == null) {
            readMore(); // nobody wants this body
            return;
        }
        if (bytes.isReadable()) {
            reader.content(bytes);
        } else if (!isLast) {
            readMore();
        }
        if (isLast && body != null) {
            reader.end();
        }
    }

    void writable() {
        if (onWritable != null) {
            onWritable.run();
        }
    }

    void gone() {
        if (body != null) {
            body.gone();
        }
        if (onGone != null) {
            onGone.run();
        }
    }
}
