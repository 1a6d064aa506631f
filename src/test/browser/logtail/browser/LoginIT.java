package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import logtail.daemon.RunningDaemon;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with tokens: who may look, and what a page of somebody else can do. */
class LoginIT extends PageTest {
    private static final String TOKEN = "root-token-00000000000000000";
    private static final String BEARER = "Authorization: Bearer " + TOKEN;

    @Override
    Map<String, String> settings(Path data) {
        try {
            Path tokens = Files.writeString(data.resolve("declared"), """
                    {"name":"root","token":"%s","rights":["admin"]}
                    """.formatted(TOKEN));
            Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
            return Map.of("LOGTAIL_TOKENS_FILE", tokens.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void asksForTheTokenHoldsItInAnHttpOnlyStrictCookieAndRefusesACrossSitePostAndAForeignHost(@TempDir Path open)
            throws IOException {
        postWithToken("secret 1");
        BrowserContext context = tabs.context();
        Tab tab = tabs.in(context);
        tab.expect("^401 ");
        tab.page.navigate(url("live?app=secrets"));
        Locator dialog = tab.page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Log in"));
        dialog.getByLabel("Token").fill("wrong-token-0000000000000000");
        tab.page.keyboard().press("Enter");
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("not valid");
        assertThat(tab.rows("secret")).hasCount(0);
        dialog.getByLabel("Token").fill(TOKEN);
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Log in"))
                .click();
        assertThat(tab.rows("secret 1")).isVisible();
        assertThat(dialog).hasCount(0);
        expectKeptInTheCookieAlone(tab, context);
        expectNothingOfAForeignSite(context);
        tab.page.reload();
        assertThat(tab.rows("secret 1")).isVisible();
        assertThat(tab.rows("forged")).hasCount(0);
        try (var openDaemon = RunningDaemon.start(open)) {
            assertThat(statusForAForeignHost(openDaemon)).isEqualTo(421);
        }
    }

    private static void expectKeptInTheCookieAlone(Tab tab, BrowserContext context) {
        assertThat(context.cookies()).hasSize(1);
        Cookie cookie = context.cookies().getFirst();
        assertThat(cookie.name).isEqualTo("logtail");
        assertThat(cookie.httpOnly).isTrue();
        assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
        assertThat(cookie.path).isEqualTo("/");
        assertThat(cookie.value).doesNotContain(TOKEN);
        Object kept = tab.page.evaluate(
                "document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + location");
        assertThat(String.valueOf(kept)).doesNotContain(TOKEN).doesNotContain(cookie.value);
    }

    private void expectNothingOfAForeignSite(BrowserContext context) throws IOException {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            byte[] page = "<title>foreign</title>".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            try (exchange) {
                exchange.getResponseBody().write(page);
            }
        });
        foreign.start();
        try {
            Tab tab = tabs.in(context);
            tab.expect("net::ERR_|CORS|40[13] |404 .*favicon");
            tab.page.navigate(
                    "http://localhost:%d/".formatted(foreign.getAddress().getPort())); // another site than 127.0.0.1
            int status = (Integer) tab.page.evaluate(
                    """
                    async (url) => {
                      const about = { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'forged' };
                      await fetch(url, about).catch(() => {});
                      return (await fetch(url, about).catch(() => ({ status: -1 }))).status;
                    }
                    """,
                    "http://127.0.0.1:%d/logs?app=secrets"
                            .formatted(daemon.http().getPort()));
            assertThat(status).isLessThanOrEqualTo(0); // opaque: the page cannot tell
        } finally {
            foreign.stop(0);
        }
        var answers = HttpSocket.get(daemon.http(), "/tail?app=secrets&follow=false", BEARER);
        assertThat(answers.text()).contains("secret 1").doesNotContain("forged");
        assertThat(statusForAForeignHost(daemon)).isEqualTo(401);
    }

    /** What a page is told whose name was made to mean this machine. */
    private static int statusForAForeignHost(RunningDaemon daemon) throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            return http.send("GET /tail HTTP/1.1\r\nHost: foreign.example\r\n\r\n")
                    .receive()
                    .status();
        }
    }

    private void postWithToken(String line) throws IOException {
        var answer = HttpSocket.post(daemon.http(), "/logs?app=secrets", line + "\n", BEARER);
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    }
}
