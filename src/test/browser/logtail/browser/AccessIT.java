package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page for those who see, hear or move in another way. */
class AccessIT extends PageTest {
    private static final List<String> GRAVE = List.of("serious", "critical");

    @Test
    void isUsableByKeyboardAlone() {
        sendNumbered("keys", 1, 100);
        Tab tab = openApp("keys");
        assertThat(tab.rows("line 100")).isVisible();
        press(tab, "Tab", "Enter");
        assertThat(tab.list()).isFocused();
        press(tab, "g");
        assertThat(tab.rows("line 1").first()).isInViewport();
        press(tab, "j", "Enter");
        Locator details = tab.page.locator("event-details").getByRole(AriaRole.COMPLEMENTARY);
        assertThat(details).isVisible();
        press(tab, "Escape");
        assertThat(details).hasCount(0);
        press(tab, "/");
        assertThat(tab.filter()).isFocused();
        tab.page.keyboard().type("\"line 7\"");
        press(tab, "Enter");
        tab.await("list.pane.rows.count === 11 && !list.pane.isStale");
        press(tab, "Escape", "?");
        Locator help = tab.page.getByRole(AriaRole.DIALOG);
        assertThat(help).containsText("pause or resume");
        press(tab, "Escape");
        assertThat(help).hasCount(0);
        press(tab, "Control+k");
        assertThat(tab.page.getByRole(AriaRole.DIALOG)).isVisible();
        press(tab, "Escape", " ");
        assertThat(tab.button("Resume")).isVisible();
        press(tab, "End");
        assertThat(tab.button("Pause")).isVisible();
    }

    @Test
    @Timeout(240)
    void hasNoSeriousAxeFindingInDarkAndLightAt1440And390() {
        post("app=axe", "{\"message\":\"json\",\"status\":200,\"path\":\"/x\"}\n\u001b[31mred\u001b[0m line\n");
        post("app=axe&level=error", "an error\n");
        post("app=axe&level=warn", "a warning\n");
        var found = new ArrayList<String>();
        for (int width : List.of(1440, 390)) {
            Tab tab = tabs.in(tabs.context());
            tab.page.setViewportSize(width, width == 1440 ? 900 : 844);
            tab.open(url("live?app=axe&filter=" + encoded("json OR error OR warning OR red")));
            assertThat(tab.rows()).hasCount(4);
            for (String place : List.of("live", "details", "help", "drains", "status")) {
                open(tab, place);
                for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
                    tab.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                    tab.awaitFrames();
                    expectNoScrollAside(tab, place + " " + width);
                    axe(tab, scheme).analyze().getViolations().stream()
                            .filter(rule -> GRAVE.contains(rule.getImpact()))
                            .forEach(rule -> rule.getNodes()
                                    .forEach(node -> found.add("%s %d %s: %s: %s"
                                            .formatted(place, width, scheme, rule.getId(), node.getHtml()))));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** Of the second look at the same elements, only the colours are new. */
    private static AxeBuilder axe(Tab tab, ColorScheme scheme) {
        var axe = new AxeBuilder(tab.page).setLegacyMode(true); // in this page alone: there are no frames
        return scheme == ColorScheme.DARK ? axe : axe.withRules(List.of("color-contrast"));
    }

    private void open(Tab tab, String place) {
        switch (place) {
            case "live" -> tab.list().focus();
            case "details" -> tab.rows("json").first().click();
            case "help" -> {
                press(tab, "Escape");
                tab.button("Help").first().click();
                assertThat(tab.page.getByRole(AriaRole.DIALOG)).isVisible();
            }
            default -> {
                press(tab, "Escape");
                tab.page.navigate(url(place));
                assertThat(tab.page.getByRole(AriaRole.MAIN)).isVisible();
            }
        }
    }

    private static void expectNoScrollAside(Tab tab, String where) {
        Object excess = tab.page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(((Number) excess).intValue()).as(where).isLessThanOrEqualTo(0);
    }

    private static void press(Tab tab, String... keys) {
        for (String key : keys) {
            tab.page.keyboard().press(key);
        }
    }
}
