package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.DATE;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.VARY;
import static io.netty.handler.codec.http.HttpHeaderNames.WWW_AUTHENTICATE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import logtail.journal.Cursor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A complete response.
 *
 * @param mediaType empty for a response without content
 * @param headers in addition to those of the content
 */
record Answer(HttpResponseStatus status, String mediaType, String text, Map<String, String> headers) {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
    private static final int RETRY_SECONDS = 1;
    private static final int TRIES_RETRY_SECONDS = 10;
    private static final String BEARER = "Bearer realm=\"logtail\"";
    private static final String BASIC = ", Basic realm=\"logtail\", charset=\"UTF-8\"";
    private static final DateTimeFormatter DATE_FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC); // RFC 9110, section 5.6.7
    private static final String SNIFFING = "X-Content-Type-Options";
    private static final String NO_SNIFFING = "nosniff";
    private static final String POLICY = "Content-Security-Policy";

    /** A browser that shows an answer as a document runs nothing of it: lines are what others write. */
    private static final String SHOWN_ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'";

    private static final int GZIP_FROM_BYTES = 1024;

    Answer(HttpResponseStatus status, String mediaType, String text) {
        this(status, mediaType, text, Map.of());
    }

    static Answer ok(String mediaType, String text) {
        return new Answer(HttpResponseStatus.OK, mediaType, text);
    }

    static Answer json(HttpResponseStatus status, String text) {
        return new Answer(status, "application/json", text);
    }

    static Answer of(Problem problem) {
        return new Answer(problem.status(), Problem.MEDIA_TYPE, problem.json());
    }

    /** 204: accepted. */
    static Answer noContent() {
        return new Answer(HttpResponseStatus.NO_CONTENT, "", "");
    }

    /** 405: the resource does not support the method. */
    static Answer notAllowed(String path, HttpMethod method, List<HttpMethod> allowed) {
        String detail = "%s takes %s, not %s".formatted(path, joined(allowed, " or "), method);
        return of(new Problem(HttpResponseStatus.METHOD_NOT_ALLOWED, detail))
                .with(ALLOW.toString(), joined(allowed, ", "));
    }

    /** The response to OPTIONS. */
    static Answer options(List<HttpMethod> allowed) {
        return noContent().with(ALLOW.toString(), joined(allowed, ", "));
    }

    /**
     * 401: there are no credentials, or invalid ones. The same whatever was asked for.
     *
     * @param isOfAPage whether a script in a browser asks: it asks the user itself, so the browser need not
     */
    static Answer unauthorized(boolean isOfAPage) {
        return of(new Problem(HttpResponseStatus.UNAUTHORIZED, "this takes a valid token"))
                .with(WWW_AUTHENTICATE.toString(), isOfAPage ? BEARER : BEARER + BASIC);
    }

    /** 429: too many invalid credentials came from this address. */
    static Answer tooManyTries() {
        return of(new Problem(HttpResponseStatus.TOO_MANY_REQUESTS, "too many invalid tokens came from this address"))
                .with(RETRY_AFTER.toString(), Integer.toString(TRIES_RETRY_SECONDS));
    }

    /** Runs {@code work}; an exception becomes a problem response. */
    static Answer from(Callable<Answer> work) {
        try {
            return work.call();
        } catch (BadParameterException e) {
            return of(e.problem());
        } catch (Exception e) {
            LOG.error("at=http.fault", e);
            return of(new Problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal fault: " + e));
        }
    }

    /** This response with one more header. */
    Answer with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Answer(status, mediaType, text, all);
    }

    /** The head of a streamed response: chunked, or ended by closing the connection for HTTP/1.0. */
    static HttpResponse streamHead(String mediaType, Cursor newest, HttpVersion version) {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(CONTENT_TYPE, mediaType)
                .set(CACHE_CONTROL, "no-store")
                .set(DATE, DATE_FORM.format(Instant.now()))
                .set(VARY, "Accept, Accept-Encoding")
                .set(SNIFFING, NO_SNIFFING)
                .set(POLICY, SHOWN_ALONE)
                .set("X-Accel-Buffering", "no")
                .set("Logtail-Newest", newest.id());
        newest.journal().ifPresent(id -> response.headers().set("Logtail-Journal", id));
        if (version.equals(HttpVersion.HTTP_1_0)) {
            response.headers().set(CONNECTION, HttpHeaderValues.CLOSE);
        } else {
            response.headers().set(TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return response;
    }

    /**
     * Builds the response; 503 and 409 get a {@code Retry-After}.
     *
     * @param takesGzip whether a longer content may be compressed
     */
    FullHttpResponse response(boolean takesGzip) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        boolean isLong = plain.length >= GZIP_FROM_BYTES;
        ByteBuf content = Unpooled.wrappedBuffer(isLong && takesGzip ? GzipChunks.whole(plain) : plain);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(DATE, DATE_FORM.format(Instant.now()))
                .set(CACHE_CONTROL, "no-store")
                .set(SNIFFING, NO_SNIFFING)
                .set(POLICY, SHOWN_ALONE);
        if (!mediaType.isEmpty()) {
            response.headers().set(CONTENT_LENGTH, content.readableBytes()).set(CONTENT_TYPE, mediaType);
        }
        if (isLong) {
            response.headers().set(VARY, "Accept-Encoding");
            if (takesGzip) {
                response.headers().set(CONTENT_ENCODING, HttpHeaderValues.GZIP);
            }
        }
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE) || status.equals(HttpResponseStatus.CONFLICT)) {
            response.headers().set(RETRY_AFTER, RETRY_SECONDS);
        }
        headers.forEach(response.headers()::set);
        return response;
    }

    private static String joined(List<HttpMethod> methods, String between) {
        return methods.stream().map(HttpMethod::name).collect(Collectors.joining(between));
    }
}
