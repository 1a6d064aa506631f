package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fields of events: suggested in the filter, and asked for by a click. */
class FieldsIT extends PageTest {
    private static final List<String> VALUES = List.of(
            "say \"hi\"",
            "back\\slash",
            "two words",
            "a,b",
            "a=b",
            "ünï",
            "(x) OR y",
            "/re/",
            "5xx",
            "-minus",
            "*?",
            "plain");

    @Test
    void addsAndExcludesAClickedJsonFieldWithRightQuoting() {
        for (String value : VALUES) {
            String json = value.replace("\\", "\\\\").replace("\"", "\\\"");
            post("app=quoted", "{\"message\":\"line\",\"key\":\"%s\"}\n".formatted(json));
        }
        Tab tab = openApp("quoted");
        for (int i = 0; i < VALUES.size(); i++) {
            assertThat(tab.rows()).hasCount(VALUES.size());
            clickKey(tab, i, "only key");
            assertThat(tab.rows()).hasCount(1);
            assertThat(keys(tab)).containsExactly(VALUES.get(i));
            tab.filterBy("");
            assertThat(tab.rows()).hasCount(VALUES.size());
            clickKey(tab, i, "not key");
            assertThat(tab.rows()).hasCount(VALUES.size() - 1);
            assertThat(keys(tab)).doesNotContain(VALUES.get(i));
            tab.filterBy("");
        }
    }

    /** Opens the details of a row and clicks a button of its key. */
    private static void clickKey(Tab tab, int row, String button) {
        tab.rows().nth(row).click();
        Locator name = tab.page
                .locator("event-details")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("key").setExact(true));
        name.hover();
        tab.page
                .locator("event-details")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button))
                .click();
    }

    private static List<String> keys(Tab tab) {
        return Tab.texts(tab.list().evaluate("""
                (list) => {
                  const { rows } = list.pane;
                  return Array.from({ length: rows.count }, (_, i) => JSON.parse(rows.json(rows.first + i).message).key);
                }
                """));
    }

    @Test
    void suggestsAppsProcessesAndFieldNamesAndLeavesEnterAndPasteToTheBox() {
        post(
                "app=suggest-one&process=web.1",
                "{\"message\":\"x\",\"statuscode\":200}\n{\"message\":\"y\",\"statuscode\":404}\n");
        send("suggest-two", "z");
        Tab tab = tabs.open(url("live?app=suggest-one,suggest-two"));
        Locator options = tab.page.getByRole(AriaRole.LISTBOX).getByRole(AriaRole.OPTION);
        for (List<String> typed : List.of(
                List.of("statusc", "statuscode"), List.of("app=sug", "suggest-two"), List.of("process=w", "web.1"))) {
            tab.filter().press("Control+a");
            tab.page.keyboard().type(typed.getFirst());
            assertThat(options.filter(new Locator.FilterOptions().setHasText(typed.getLast())))
                    .isVisible();
        }
        tab.filter().press("Control+a");
        tab.page.keyboard().type("statuscode=404");
        assertThat(options.first()).isVisible();
        tab.page.keyboard().press("Enter");
        assertThat(tab.rows()).hasCount(1);
        assertThat(tab.filter()).hasText("statuscode=404");
        tab.filter().press("Control+a");
        tab.page.keyboard().insertText("statuscode=200\n");
        assertThat(tab.filter()).hasText("statuscode=200");
        assertThat(options).hasCount(0);
        tab.page.keyboard().press("Enter");
        assertThat(tab.rows()).containsText("x statuscode=200");
    }
}
