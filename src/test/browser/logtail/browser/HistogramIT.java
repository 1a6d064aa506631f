package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import logtail.web.HttpSocket;
import logtail.web.Json;
import org.junit.jupiter.api.Test;

/** How many events there were, by time. */
class HistogramIT extends PageTest {
    @Test
    void zoomsTheHistogramByDragAndByKeysAndAgreesWithCounts() throws IOException {
        Instant now = Instant.now();
        var lines = new StringBuilder();
        for (int i = 0; i < 80; i++) {
            lines.append("{\"time\":\"%s\",\"level\":\"%s\",\"message\":\"event %d\"}\n"
                    .formatted(now.minusSeconds(10L * i + 20), i % 4 == 0 ? "error" : "info", i));
        }
        post("app=zoom", lines.toString());
        Tab tab = tabs.open(url("live?app=zoom&since=15m"));
        Locator bars = tab.page.getByRole(AriaRole.IMG);
        assertThat(bars).hasAttribute("aria-label", Pattern.compile("^80 events, 20 errors, 0 warnings, .*"));
        BoundingBox box = bars.boundingBox();
        tab.page.mouse().move(box.x + box.width * 0.5, box.y + 20);
        tab.page.mouse().down();
        tab.page.mouse().move(box.x + box.width * 0.6, box.y + 20);
        tab.page.mouse().move(box.x + box.width * 0.8, box.y + 20);
        tab.page.mouse().up();
        assertThat(tab.page).hasURL(Pattern.compile("until="));
        long counted = counted(tab);
        assertThat(counted).isBetween(10L, 50L);
        assertThat(bars).hasAttribute("aria-label", Pattern.compile("^%d events, .*".formatted(counted)));
        tab.await("list.pane.rows.count === " + counted);
        String zoomed = tab.page.url();
        tab.list().focus();
        tab.page.keyboard().press("[");
        tab.page.keyboard().press("[");
        tab.page.keyboard().press("Enter");
        assertThat(tab.page).not().hasURL(zoomed);
        long ofABar = counted(tab);
        assertThat(ofABar).isLessThan(counted);
        tab.await("list.pane.rows.count === " + ofABar);
        tab.page.keyboard().press("Backspace");
        assertThat(tab.page).hasURL(zoomed);
        tab.page.keyboard().press("Backspace");
        assertThat(tab.page).hasURL(Pattern.compile("since=15m$"));
        assertThat(bars).hasAttribute("aria-label", Pattern.compile("^80 events, .*"));
    }

    @Test
    void hatchesWhatWasNotCountedWithinTheBudget() {
        for (int i = 0; i < 8; i++) {
            send(
                    "hatch",
                    numbered(i * 30_000 + 1, (i + 1) * 30_000).stream()
                            .map(line -> line + " and some more words")
                            .toList());
        }
        Tab tab = tabs.in(tabs.context());
        tab.page.route(
                "**/counts?*",
                route -> route.resume(new Route.ResumeOptions()
                        .setUrl(route.request().url().replaceAll("budget=\\w+", "budget=1ms"))));
        tab.open(url("live?app=hatch&filter=" + encoded("\"0000 and\"")));
        Locator further = tab.button("count further back");
        assertThat(further).isVisible();
        tab.page.unroute("**/counts?*");
        further.click();
        assertThat(further).hasCount(0);
        assertThat(tab.page.getByRole(AriaRole.IMG)).hasAttribute("aria-label", Pattern.compile("^24 events, .*"));
    }

    /** What the daemon counts in the range of time that the address says. */
    private long counted(Tab tab) throws IOException {
        String fragment = URI.create(tab.page.url()).getRawFragment();
        String range = Pattern.compile("\\b(since|until)=[^&]*")
                .matcher(fragment)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("&"));
        String clock = fragment.contains("by=received") ? "received" : "time";
        var answer = HttpSocket.get(
                daemon.http(), "/counts?app=zoom&by=none&clock=" + clock + "&" + range, "Accept: application/json");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Json.object(answer.text()).toString().transform(HistogramIT::sum);
    }

    private static long sum(String counts) {
        return Pattern.compile("all=(\\d+)")
                .matcher(counts)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }
}
