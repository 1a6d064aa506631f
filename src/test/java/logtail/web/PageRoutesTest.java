package logtail.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import logtail.web.page.PageFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page and its files are served. */
class PageRoutesTest {
    private static final PageFiles PAGE = PageFiles.read();
    private static final String FOLDER = "/page/" + PAGE.version() + "/";

    private final HttpRig rig = HttpRig.of(new PageRoutes().routes().toArray(new Route[0]));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void hasBrowsersAskForTheDocumentEachTimeAndSaysInShortThatItIsTheSame() {
        String tag = '"' + PAGE.version() + '"';
        assertThat(rig.ask("GET", "/"))
                .startsWith("HTTP/1.1 200 ")
                .contains("content-type: text/html; charset=utf-8", "cache-control: no-cache\r\n", "etag: " + tag)
                .contains("Content-Security-Policy: " + PAGE.policy(), "X-Content-Type-Options: nosniff")
                .contains("Referrer-Policy: no-referrer", "Cross-Origin-Opener-Policy: same-origin")
                .endsWith(new String(PAGE.index().plain(), UTF_8));
        for (String known : new String[] {tag, "W/" + tag, "\"other\", " + tag}) {
            assertThat(rig.ask("GET", "/", "If-None-Match: " + known))
                    .startsWith("HTTP/1.1 304 ")
                    .contains("etag: " + tag, "Content-Security-Policy: ")
                    .endsWith("\r\n\r\n");
        }
        assertThat(rig.ask("GET", "/", "If-None-Match: \"other\"")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void hasBrowsersKeepFilesForGood() {
        assertThat(rig.ask("GET", FOLDER + "app.js"))
                .startsWith("HTTP/1.1 200 ")
                .contains("content-type: text/javascript; charset=utf-8", "X-Content-Type-Options: nosniff")
                .contains("cache-control: public, max-age=31536000, immutable", "vary: Accept-Encoding");
        assertThat(rig.ask("GET", FOLDER + "page.css")).contains("content-type: text/css; charset=utf-8");
        assertThat(rig.ask("GET", FOLDER + "icon.svg")).contains("content-type: image/svg+xml");
        assertThat(rig.ask("GET", FOLDER + "lib/lit/index.js")).contains("content-type: text/javascript");
    }

    @Test
    void packsForThoseWhoUnpack() throws IOException {
        byte[] plain = PAGE.file("app.js").orElseThrow().plain();
        byte[] answer = bytes("GET", FOLDER + "app.js", "Accept-Encoding: br, gzip");
        String text = new String(answer, UTF_8);
        assertThat(text).contains("content-encoding: gzip\r\n");
        int head = text.substring(0, text.indexOf("\r\n\r\n")).length() + 4;
        byte[] packed = Arrays.copyOfRange(answer, head, answer.length);
        assertThat(text).contains("content-length: " + packed.length + "\r\n");
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            assertThat(gzip.readAllBytes()).isEqualTo(plain);
        }
        assertThat(rig.ask("GET", FOLDER + "app.js", "Accept-Encoding: gzip;q=0"))
                .doesNotContain("content-encoding");
    }

    @Test
    void answersHeadWithoutTheContent() {
        for (String path : List.of("/", FOLDER + "app.js")) {
            String get = rig.ask("GET", path);
            String head = rig.ask("HEAD", path);
            assertThat(head).endsWith("\r\n\r\n");
            assertThat(undated(get)).startsWith(undated(head));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.jsx",
                "",
                "lib/",
                "lib",
                "PageFiles.class",
                "../index.html",
                "%2e%2e/index.html",
                "..%2fpage.css",
                "lib/../app.js",
                "lib/%2e%2e/app.js",
                "./app.js",
                "lib//lit/index.js",
                "/app.js",
                "%2fetc%2fpasswd",
                "..%5cpage.css",
                "app.js%00",
                "APP.JS"
            })
    void servesNothingButTheFilesOfThePage(String path) {
        assertThat(rig.ask("GET", FOLDER + path)).as(path).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void tellsOldPagesOfTheVersionThatThereIs() {
        assertThat(rig.ask("GET", "/page/0123456789abcdef/app.js"))
                .startsWith("HTTP/1.1 404 ")
                .contains("no such file; this daemon's page is of version " + PAGE.version())
                .contains("cache-control: no-store");
        assertThat(rig.ask("GET", "/?app=web")).startsWith("HTTP/1.1 400 ").contains("app");
    }

    @Test
    void letsNothingRunThatAnAnswerWithDataHolds() {
        try (var data = HttpRig.of(HttpRig.route("GET", "/tail", HttpRig.says("<script>alert(1)</script>")))) {
            for (String target : List.of("/tail", "/nowhere")) {
                assertThat(data.ask("GET", target))
                        .contains("X-Content-Type-Options: nosniff")
                        .contains("Content-Security-Policy: default-src 'none'; sandbox; frame-ancestors 'none'");
            }
        }
    }

    private static String undated(String answer) {
        return answer.replaceFirst("date: [^\r]*\r\n", "");
    }

    private byte[] bytes(String method, String target, String... headers) throws IOException {
        rig.send(HttpSocket.head(method, target, headers));
        var all = new ByteArrayOutputStream();
        for (ByteBuf part = rig.channel.readOutbound(); part != null; part = rig.channel.readOutbound()) {
            part.readBytes(all, part.readableBytes());
            part.release();
        }
        return all.toByteArray();
    }
}
