package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.ETAG;
import static io.netty.handler.codec.http.HttpHeaderNames.IF_NONE_MATCH;
import static io.netty.handler.codec.http.HttpHeaderNames.VARY;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import logtail.web.page.PageFile;
import logtail.web.page.PageFiles;
import org.jspecify.annotations.Nullable;

/**
 * The page and its files. For anybody, as there is nothing secret in them, and a browser that follows a link from
 * elsewhere sends no session along with its first request. The files are read at the first request. Any thread.
 */
public final class PageRoutes implements Routes {
    private volatile @Nullable PageFiles files;

    @Override
    public List<Route> routes() {
        return List.of(
                Route.forAnybody(HttpMethod.GET, "/", this::document),
                Route.forAnybody(HttpMethod.GET, "/page/{version}/{path...}", this::file));
    }

    private void document(Exchange exchange) {
        exchange.expectParameters("/", Set.of());
        PageFiles page = files();
        String tag = '"' + page.version() + '"';
        boolean isKnown = exchange.headers().getAll(IF_NONE_MATCH).stream().anyMatch(tags -> tags.contains(tag));
        FullHttpResponse response = isKnown
                ? new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER)
                : response(exchange, page.index());
        response.headers()
                .set(CACHE_CONTROL, "no-cache")
                .set(ETAG, tag)
                .set("Content-Security-Policy", page.policy())
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        exchange.respond(response);
    }

    private void file(Exchange exchange) {
        PageFiles page = files();
        Optional<PageFile> found = Optional.of(exchange.pathValue("version"))
                .filter(page.version()::equals)
                .flatMap(version -> page.file(exchange.pathValue("path")));
        if (found.isEmpty()) {
            exchange.respond(new Problem(
                    HttpResponseStatus.NOT_FOUND, "no such file; this daemon's page is of version " + page.version()));
            return;
        }
        FullHttpResponse response = response(exchange, found.get());
        response.headers().set(CACHE_CONTROL, "public, max-age=31536000, immutable");
        exchange.respond(response);
    }

    private static FullHttpResponse response(Exchange exchange, PageFile file) {
        boolean isPacked = exchange.takesGzip();
        byte[] content = isPacked ? file.packed() : file.plain();
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(content));
        response.headers()
                .set(CONTENT_TYPE, file.mediaType())
                .set(CONTENT_LENGTH, content.length)
                .set(VARY, "Accept-Encoding")
                .set("X-Content-Type-Options", "nosniff")
                .set("Cross-Origin-Resource-Policy", "same-origin");
        if (isPacked) {
            response.headers().set(CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        return response;
    }

    private PageFiles files() {
        PageFiles read = files;
        if (read == null) {
            synchronized (this) {
                read = files;
                if (read == null) {
                    read = PageFiles.read();
                    files = read;
                }
            }
        }
        return read;
    }
}
