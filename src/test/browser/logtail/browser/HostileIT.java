package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;

/** Whoever may send a line must not be able to do anything to those who read it. */
class HostileIT extends PageTest {
    private static final String ESC = "\u001b";

    /** What a line of text would have to make to do harm, and what of the page it would change. */
    private static final String HARM = """
            () => ({
              elements: document.querySelectorAll('log-list :is(script, img, svg, iframe, a, style, link, form, input), ' +
                'event-details :is(script, img, svg, iframe, style, link, form, textarea)').length,
              globals: [window.harm, Object.prototype.harm, Object.prototype.level].filter((value) => value !== undefined).length,
              links: [...document.querySelectorAll('a')].filter((link) => !/^https?:$/.test(link.protocol)).length,
              title: document.title,
              storage: JSON.stringify(localStorage) + document.cookie,
              hash: location.hash,
              isWide: document.documentElement.scrollWidth > innerWidth,
            })
            """;

    private static List<byte[]> lines() {
        List<String> texts = List.of(
                "<script>window.harm=1</script>",
                "<img src=x onerror='window.harm=1'>",
                "<svg onload=window.harm=1></svg>",
                "</textarea></pre></div><b>bold</b>",
                "{{7*7}} ${window.harm=1} <!-- --> ]]>",
                "javascript:window.harm=1 data:text/html,<script>parent.harm=1</script>",
                "see http://example.com/\"onmouseover=\"window.harm=1 and javascript://example.com/%0aharm=1",
                "data: {\"id\":\"1\"}",
                "id: 99999999",
                ESC + "[2J" + ESC + "[H" + ESC + "c gone",
                ESC + "]8;;javascript:window.harm=1" + ESC + "\\link" + ESC + "]8;;" + ESC + "\\",
                ESC + "]52;c;aGFybQ==\u0007" + ESC + "]0;harm\u0007",
                ESC + "[38;2;1;2;3;url(http://example.com)m" + ESC + "[31;99999mred" + ESC + "[0m",
                "nul \u0000 and \u0001 and \u009b31m",
                "user\u202egnp.exe \u2066 turned",
                "e" + "\u0301".repeat(10_000),
                "{\"message\":\"lone \\ud800 half\",\"\\udfff\":1}",
                "{\"__proto__\":{\"harm\":1},\"constructor\":{\"prototype\":{\"harm\":1}},\"level\":\"error\"}",
                "[".repeat(10_000) + "]".repeat(10_000),
                "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
                "{\"<img src=x onerror=window.harm=1>\":\"<script>window.harm=1</script>\"}",
                "w".repeat(64 * 1024 - 100));
        var bytes =
                new ArrayList<>(texts.stream().map(text -> text.getBytes(UTF_8)).toList());
        bytes.add("invalid \u00ff\u00c0\u0080\u00ed\u00a0\u0080 bytes".getBytes(ISO_8859_1));
        return bytes;
    }

    @Test
    void hostileLinesDoNothing() throws IOException {
        send("calm", "first");
        Tab tab = openApp("hostile");
        tab.page.onDialog(dialog -> {
            throw new AssertionError("a line opened a dialog: " + dialog.message());
        });
        Object before = tab.page.evaluate(HARM);
        var body = new ByteArrayOutputStream();
        for (byte[] line : lines()) {
            body.write(line);
            body.write('\n');
        }
        var answer = HttpSocket.post(daemon.http(), "/logs?app=hostile", body.toByteArray());
        assertThat(answer.status()).isEqualTo(204);
        send("hostile", "still alive");
        assertThat(tab.rows("still alive")).isInViewport();
        assertThat(tab.loaded()).hasSizeGreaterThanOrEqualTo(lines().size());
        tab.page.keyboard().press("Home");
        assertThat(tab.rows("<script>").first()).isVisible();
        assertThat(tab.rows("␛]52;c;aGFybQ==␇")).hasCount(1);
        assertThat(tab.rows("user⟨202E⟩gnp.exe")).hasCount(1);
        assertThat(tab.page.evaluate(HARM)).isEqualTo(before);
        expectDetailsToDoNothing(tab, before);
    }

    /** All that the page has about an event, for each of them. */
    private static void expectDetailsToDoNothing(Tab tab, Object before) {
        tab.list().focus();
        tab.page.keyboard().press("Home");
        tab.page.keyboard().press("j");
        tab.page.keyboard().press("Enter");
        Locator details = tab.page.getByRole(AriaRole.COMPLEMENTARY, new Page.GetByRoleOptions().setName("event"));
        assertThat(details).isVisible();
        for (int i = 0; i < lines().size(); i++) {
            tab.page.keyboard().press("j");
            tab.awaitFrames();
            assertThat(tab.page.evaluate(HARM))
                    .as(details.innerText().substring(0, 60))
                    .isEqualTo(before);
        }
    }

    @Test
    void hostileNamesDoNothing() {
        Tab tab = tabs.open(url("live"));
        Object before = tab.page.evaluate(HARM);
        List<String> names = List.of(
                "../x", "a\"b", "<script>window.harm=1</script>", "__proto__", "a,b*", "x' onclick='harm=1", "%2e%2e");
        for (String name : names) {
            post("app=%s&process=%s".formatted(encoded(name), encoded(name)), "of " + name + "\n");
        }
        assertThat(tab.rows("of %2e%2e")).isVisible();
        tab.button("Apps").first().click();
        assertThat(tab.page.locator("[popover]:popover-open")).containsText("a\"b");
        assertThat(tab.page.evaluate(HARM)).isEqualTo(before);
        tab.page.keyboard().press("Escape");
        for (String name : names) {
            tab.open(url("live?app=" + encoded(name)));
            assertThat(tab.page).hasTitle("logtail");
        }
    }
}
