package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Views: what of them is marked, and what comes back by their address. */
class ViewsIT extends PageTest {
    @Test
    void marksEveryMatchIncludingRegexAcrossAnsiColours() {
        send(
                "marks",
                "a TIMEOUT and a timeout",
                "\u001b[31mtook 1\u001b[1m2\u001b[0mms, then timeout",
                "nothing of it");
        Tab tab = openApp("marks");
        tab.filterBy("timeout OR /took \\d+ms/");
        assertThat(tab.rows()).hasCount(2);
        assertThat(tab.rows().first().locator("mark")).hasText(new String[] {"TIMEOUT", "timeout"});
        assertThat(tab.rows().last().locator("mark")).hasText(new String[] {"took 1", "2", "ms", "timeout"});
        send("marks", "timeout again");
        assertThat(tab.rows("again").locator("mark")).hasText("timeout");
        tab.filterBy("");
        assertThat(tab.rows()).hasCount(4);
        assertThat(tab.page.locator("mark")).hasCount(0);
    }

    @Test
    void opensAPermalinkCentredWithItsContextAndSurvivesReload() {
        for (int i = 1; i <= 200; i++) {
            send(i % 2 == 0 ? "link" : "others", "line " + i);
        }
        Tab tab = openApp("link");
        assertThat(tab.rows("line 200")).isVisible();
        Object id = tab.list().evaluate("(list) => list.pane.rows.id(list.pane.rows.first + 49)");
        tab.page.navigate("about:blank");
        tab.page.navigate(url("live?app=link&id=" + id));
        for (int turn = 0; turn < 2; turn++) {
            Locator linked = tab.rows("line 100");
            assertThat(linked).isInViewport();
            tab.awaitFrames();
            assertThat(linked).hasClass(Pattern.compile("\\bpulse\\b"));
            assertThat(Math.abs(middle(linked) - middle(tab.list()))).isLessThan(40);
            assertThat(tab.rows("line 99")).hasClass(Pattern.compile("\\bneighbour\\b"));
            assertThat(tab.rows("line 101")).isInViewport();
            assertThat(tab.rows("line 98")).not().hasClass(Pattern.compile("\\bneighbour\\b"));
            tab.page.reload();
        }
    }

    @Test
    void keepsTheLineInViewWhoseContextIsAskedFor() {
        sendNumbered("around", 1, 300);
        send("asked", IntStream.rangeClosed(1, 60).mapToObj(i -> "asked " + i).toList());
        Tab tab = openApp("asked");
        tab.rows("asked 54").locator(".message").click();
        tab.page.keyboard().press("c");
        tab.await("list.pane.rows.count > 100");
        tab.awaitFrames();
        assertThat(tab.rows("asked 54")).isInViewport();
        assertThat(tab.rows("asked 54")).hasClass(Pattern.compile("\\bfocused\\b"));
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        send("wrong", "line");
        Tab tab = tabs.in(tabs.context());
        tab.expect("400 .*level=loud");
        tab.page.navigate(url("live?app=wrong&level=loud"));
        assertThat(tab.page.getByRole(AriaRole.ALERT).getByText("level is 'loud'"))
                .isVisible();
        tab.page.navigate("about:blank");
        tab.open(url("live?app=wrong&tz=Mars"));
        assertThat(tab.page.getByText("tz=Mars")).isVisible();
        assertThat(tab.rows("line")).isVisible();
    }

    @Test
    void showsNumbersAndLevelsAsTheyCame() {
        send("exact", "{\"message\":\"raw\",\"level\":\"weird\",\"big\":12345678901234567891,\"in\":{\"one\":1.0}}");
        Tab tab = openApp("exact");
        assertThat(tab.rows("raw")).containsText("raw level=weird big=12345678901234567891 in={\"one\":1.0}");
    }

    @Test
    void restoresTheWholeViewFromItsUrlInANewBrowser() {
        for (int i = 1; i <= 20; i++) {
            post(
                    "app=whole&level=" + (i % 2 == 0 ? "warn" : "info"),
                    "{\"message\":\"line %d\",\"status\":%d}\n".formatted(i, 500 + i));
        }
        Tab tab = openApp("whole");
        tab.page.getByLabel("Level").selectOption("warn");
        tab.filterBy("status>=510 \"line 1\"");
        assertThat(tab.rows()).hasCount(5); // 10, 12, 14, 16, 18
        tab.button("Columns").click();
        tab.page.getByLabel("Another field").fill("status");
        tab.page.keyboard().press("Enter");
        tab.page.keyboard().press("Escape");
        tab.list().focus();
        tab.page.keyboard().press("z");
        tab.page.keyboard().press("u");
        assertThat(tab.rows().last()).containsText("518");
        String seen = tab.list().innerText();
        Tab other = tabs.open(tab.page.url());
        assertThat(other.rows()).hasCount(5);
        assertThat(other.rows().last()).containsText("518");
        assertThat(other.filter()).hasText("status>=510 \"line 1\"");
        assertThat(other.page.getByLabel("Level")).hasValue("warn");
        assertThat(other.list()).hasClass(Pattern.compile("unwrapped"));
        assertThat(other.page.locator("footer.bar")).containsText("UTC");
        assertThat(other.list().innerText()).isEqualTo(seen);
        assertThat(other.page.url()).isEqualTo(tab.page.url());
    }

    private static double middle(Locator element) {
        BoundingBox box = element.boundingBox();
        return box.y + box.height / 2;
    }
}
