package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The filter box, and what it does to the list. */
class FilteringIT extends PageTest {
    /** Notes each set of first words that is drawn in one frame, as long as the page is there. */
    private static final String NOTE_MIXTURES = """
            (feed) => {
              window.mixtures = new Set();
              const frame = () => {
                const words = [...feed.querySelectorAll('article .message')].map((message) => message.textContent.split(' ')[0]);
                window.mixtures.add([...new Set(words)].sort().join('+'));
                requestAnimationFrame(frame);
              };
              frame();
            }
            """;

    @Test
    void showsCaretAndExpectationUnderAWrongFilterAndKeepsTheOldList() {
        sendNumbered("wrong", 1, 50);
        Tab tab = openApp("wrong");
        assertThat(tab.rows()).hasCount(50);
        tab.expect("400 .*/(tail|filter|counts|fields)\\?");
        tab.filterBy("status>=500 AND level>=loud");
        var alert = tab.page.getByRole(AriaRole.ALERT).and(tab.page.locator(".problem"));
        assertThat(alert).containsText("status>=500 AND level>=loud");
        assertThat(alert).containsText("^^^^ expected ");
        assertThat(tab.rows()).hasCount(50);
        assertThat(tab.chip()).containsText("refused");
        tab.filterBy("\"line 5\"");
        tab.awaitLive();
        assertThat(alert).hasCount(0);
        assertThat(tab.rows()).hasCount(2); // 5 and 50
    }

    @Test
    void neverMixesRowsOfTheOldFilterWithTheNew() {
        List<String> lines = IntStream.range(0, 2000)
                .mapToObj(i -> (i % 2 == 0 ? "alpha " : "beta ") + i)
                .toList();
        send("mix", lines);
        Tab tab = openApp("mix");
        tab.filterBy("alpha");
        assertThat(tab.rows("alpha 1998")).isVisible();
        assertThat(tab.rows("beta")).hasCount(0);
        tab.page.locator("[role=feed]").evaluate(NOTE_MIXTURES);
        for (String word : List.of("beta", "alpha", "beta")) {
            tab.filterBy(word);
            assertThat(tab.rows(word).last()).isVisible();
            assertThat(tab.page).hasURL(Pattern.compile("filter=" + word));
            send("mix", "alpha new", "beta new");
            assertThat(tab.rows(word + " new").last()).isVisible();
        }
        assertThat(Tab.texts(tab.page.evaluate("[...window.mixtures]")))
                .contains("alpha", "beta")
                .isSubsetOf("", "alpha", "beta");
    }
}
