package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import logtail.daemon.DaemonProcess;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections break, fall silent, and are ended; nothing is missed, and what is lost is told. */
class ConnectionIT extends PageTest {
    private static final String HIDE = """
            Object.defineProperty(document, 'hidden', { get: () => window.isHidden, configurable: true });
            window.isHidden = true;
            document.dispatchEvent(new Event('visibilitychange'));
            """;
    private static final String SHOW =
            "window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'));";

    @Override
    Map<String, String> settings(Path data) {
        return Map.of("LOGTAIL_RETAIN_BYTES", "64MiB");
    }

    @Test
    void tellsAGapOfRetentionWithItsExactCountInItsPlace() throws IOException {
        try (var wire = Wire.to(daemon.http())) {
            sendNumbered("gap", 1, 20);
            Tab tab = tabs.open("http://127.0.0.1:%d/#/live?app=gap".formatted(wire.port()));
            assertThat(tab.rows("line 20")).isVisible();
            tab.expect("net::ERR_");
            wire.cut();
            assertThat(tab.chip()).containsText("reconnecting");
            String filler = ("x".repeat(60_000) + "\n").repeat(50);
            for (int i = 0; i < 34; i++) { // a file is begun for each 4 MiB, and those beyond 64 MiB go
                post("app=filler", filler);
            }
            sendNumbered("gap", 21, 40);
            wire.mend();
            tab.chip().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.rows("line 40")).isVisible();
            List<String> loaded = tab.loaded().stream()
                    .filter(row -> !row.startsWith("{\"note\""))
                    .toList();
            assertThat(loaded.subList(0, 20)).isEqualTo(numbered(1, 20));
            assertThat(loaded.subList(21, loaded.size())).isEqualTo(numbered(21, 40));
            expectExactGap(tab);
        }
    }

    /** What is told as lost is all between the last event before it and the first one that there is. */
    private void expectExactGap(Tab tab) throws IOException {
        String told = tab.page.locator("article.gap").innerText().strip();
        Matcher gap = Pattern.compile("gap: ([\\d,]+) lines lost \\(retention\\), ids (\\d+) to (\\d+)")
                .matcher(told);
        assertThat(gap.matches()).as(told).isTrue();
        long from = Long.parseLong(gap.group(2));
        long to = Long.parseLong(gap.group(3));
        assertThat(Long.parseLong(gap.group(1).replace(",", ""))).isEqualTo(to - from + 1);
        assertThat(from).isEqualTo(idOf("line 20", tab) + 1);
        String oldest = HttpSocket.get(daemon.http(), "/tail?max=1&after=" + to + "&follow=false&app=filler,gap")
                .text();
        assertThat(oldest).startsWith("{\"id\":\"" + (to + 1) + "\"");
        assertThat(HttpSocket.get(daemon.http(), "/events/" + to).status()).isEqualTo(404);
    }

    @Test
    void resumesAfterKillMinus9OfTheDaemonWithNothingMissedOrDoubledAndSaysSo(@TempDir Path other) throws Exception {
        int port;
        Tab tab;
        try (var first = DaemonProcess.start(other)) {
            port = first.address("http").getPort();
            postNumbered(first, 1, 200);
            tab = tabs.open("http://127.0.0.1:%d/#/live?app=killed".formatted(port));
            assertThat(tab.rows("line 200")).isVisible();
            tab.expect("net::ERR_");
            first.kill();
        }
        assertThat(tab.chip()).containsText("reconnecting");
        assertThat(tab.rows("line 200")).isVisible();
        try (var second = DaemonProcess.start(other, Map.of("LOGTAIL_HTTP", "127.0.0.1:" + port))) {
            postNumbered(second, 201, 300);
            assertThat(tab.rows("line 300")).isInViewport();
            tab.expectNumbered(1, 300);
            assertThat(tab.loaded())
                    .anyMatch(row -> row.matches("\\{\"note\":\"reconnected after [\\d.]+ m?s, nothing missed\"}"));
        }
    }

    @Test
    void saysReconnectingWithin15SecondsOfASilentConnection() throws IOException {
        try (var wire = Wire.to(daemon.http())) {
            sendNumbered("silent", 1, 5);
            Tab tab = tabs.in(tabs.context());
            tab.page.clock().install();
            tab.open("http://127.0.0.1:%d/#/live?app=silent".formatted(wire.port()));
            tab.expect("net::ERR_");
            wire.fallSilent();
            tab.page.clock().fastForward(10_000);
            assertThat(tab.chip()).containsText("live");
            tab.page.clock().fastForward(5_000);
            assertThat(tab.chip()).containsText(Pattern.compile("connecting"));
            sendNumbered("silent", 6, 9);
            wire.mend();
            assertThat(tab.rows("line 9")).isVisible();
            assertThat(tab.rows("nothing missed")).isVisible();
            tab.expectNumbered(1, 9);
        }
    }

    @Test
    void closesTheStreamOfAHiddenTabAndAnEighthTabStillLoads() {
        sendNumbered("eight", 1, 10);
        BrowserContext context = tabs.context();
        context.clock().install();
        List<Tab> hidden = Stream.generate(() -> tabs.in(context)).limit(7).toList();
        for (Tab tab : hidden) { // a browser has six connections to a server
            tab.open(url("live?app=eight"));
            tab.page.evaluate(HIDE);
            tab.page.clock().fastForward(61_000);
            assertThat(tab.page).hasTitle("○ logtail");
        }
        Tab eighth = tabs.in(context).open(url("live?app=eight"));
        sendNumbered("eight", 11, 30);
        assertThat(eighth.rows("line 30")).isVisible();
        Tab first = hidden.getFirst();
        assertThat(first.rows("line 30")).hasCount(0);
        first.page.evaluate(SHOW);
        assertThat(first.rows("line 30")).isVisible();
        assertThat(first.page).hasTitle("logtail");
        first.awaitLive();
        first.expectNumbered(1, 30);
    }

    private static void postNumbered(DaemonProcess daemon, int from, int to) throws Exception {
        String lines = String.join("\n", numbered(from, to));
        assertThat(HttpSocket.post(daemon.address("http"), "/logs?app=killed", lines)
                        .status())
                .isEqualTo(204);
    }

    private static long idOf(String message, Tab tab) {
        Object id = tab.list().evaluate("""
                (list, message) => {
                  const { rows } = list.pane;
                  return rows.id(rows.find(rows.first, 1, (number) => rows.json(number).message === message));
                }
                """, message);
        return Long.parseLong(String.valueOf(id));
    }
}
