package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** A whole answer. */
record Answer(HttpResponseStatus status, String mediaType, String text) {
    private static final int RETRY_SECONDS = 1;

    static Answer ok(String mediaType, String text) {
        return new Answer(HttpResponseStatus.OK, mediaType, text);
    }

    static Answer json(HttpResponseStatus status, String text) {
        return new Answer(status, "application/json", text);
    }

    static Answer of(Problem problem) {
        return new Answer(problem.status(), Problem.MEDIA_TYPE, problem.json());
    }

    /** As it goes out; whoever may send the same again is told when. */
    FullHttpResponse response() {
        ByteBuf content = Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(CONTENT_LENGTH, content.readableBytes()).set(CONTENT_TYPE, mediaType);
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE) || status.equals(HttpResponseStatus.CONFLICT)) {
            response.headers().set(RETRY_AFTER, RETRY_SECONDS);
        }
        return response;
    }

    /** An answer without content. */
    static FullHttpResponse noContent() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
    }
}
