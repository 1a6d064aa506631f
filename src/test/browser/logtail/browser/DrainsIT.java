package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import logtail.daemon.RunningDaemon;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The place of the drains. */
class DrainsIT extends PageTest {
    @Override
    Map<String, String> settings(Path data) {
        return Map.of("LOGTAIL_DRAIN_ALLOW", "127.0.0.1");
    }

    @Test
    void pausesRewindsAndTestsADrainAndShowsItsLag(@TempDir Path other) throws IOException {
        try (var receiver = RunningDaemon.start(other)) {
            var added = HttpSocket.post(
                    daemon.http(),
                    "/drains",
                    """
                    {"name":"eu","url":"syslog://127.0.0.1:%d","filter":"app=drained"}""".formatted(receiver.address("syslog-tcp").getPort()),
                    "Content-Type: application/json");
            assertThat(added.status()).as(added.text()).isEqualTo(201);
            sendNumbered("drained", 1, 30);
            Tab tab = tabs.in(tabs.context());
            tab.page.navigate(url("drains"));
            Locator drain = tab.page
                    .getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("eu"))
                    .first();
            assertThat(cell(drain, "sent")).hasText("30");
            assertThat(cell(drain, "lag")).hasText("none");
            tab.button("Pause").click();
            assertThat(cell(drain, "state")).hasText("paused");
            sendNumbered("drained", 31, 47);
            assertThat(cell(drain, "lag")).containsText("17");
            tab.button("Test").click();
            assertThat(tab.page.getByText(Pattern.compile("^Test: "))).containsText("ms");
            tab.button("Rewind").click();
            Locator dialog = tab.page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Rewind eu"));
            dialog.getByRole(AriaRole.TEXTBOX).fill("all");
            assertThat(dialog.getByRole(AriaRole.STATUS)).containsText("47");
            dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Rewind"))
                    .click();
            assertThat(dialog).hasCount(0);
            assertThat(cell(drain, "lag")).containsText("47");
            tab.button("Resume").click();
            assertThat(cell(drain, "lag")).hasText("none");
            assertThat(cell(drain, "sent")).containsText("77");
            assertThat(HttpSocket.get(receiver.http(), "/tail?app=drained&lines=all&follow=false")
                            .lines())
                    .hasSize(77);
        }
    }

    private static Locator cell(Locator row, String name) {
        return row.locator("[data-label='%s']".formatted(name));
    }
}
