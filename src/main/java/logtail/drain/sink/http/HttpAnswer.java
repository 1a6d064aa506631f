package logtail.drain.sink.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What a server said to a request.
 *
 * @param retryAfter when to come again, as the server wrote it; empty when it did not say
 * @param location where else to go; empty when it did not say
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HttpAnswer(int status, String retryAfter, String location, byte[] body) {
    static HttpAnswer of(FullHttpResponse response) {
        return new HttpAnswer(
                response.status().code(),
                response.headers().get(HttpHeaderNames.RETRY_AFTER, ""),
                response.headers().get(HttpHeaderNames.LOCATION, ""),
                ByteBufUtil.getBytes(response.content()));
    }

    /** The status for people, such as {@code 404 Not Found}. */
    String title() {
        return HttpResponseStatus.valueOf(status).toString();
    }
}
