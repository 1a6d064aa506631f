package logtail.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import logtail.web.Json;

/** A tab with the page in it, as whoever looks at it finds their way: by roles and names. */
final class Tab {
    private static final String REPORT_VIOLATIONS = """
            addEventListener('securitypolicyviolation', (event) =>
              console.error(`the policy refuses ${event.blockedURI} by ${event.violatedDirective}: ${event.composedPath()[0].outerHTML}`));
            """;

    /** What is loaded, as the list has it, also where it is not drawn: messages, and other rows as JSON. */
    private static final String LOADED = """
            (list) => {
              const { rows } = list.pane;
              return Array.from({ length: rows.count }, (_, i) => {
                const row = rows.json(rows.first + i);
                return row.message ?? JSON.stringify(row);
              });
            }
            """;

    final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>();

    Tab(Page page) {
        this.page = page;
        page.addInitScript(REPORT_VIOLATIONS);
        page.onConsoleMessage(this::heard);
        page.onPageError(error -> complaints.add("exception: " + error));
        page.onResponse(this::answered);
    }

    /** Opens an address, and waits until the page goes on from there. */
    Tab open(String url) {
        page.navigate(url);
        awaitLive();
        return this;
    }

    /** Waits until lines come as they are sent. */
    void awaitLive() {
        PlaywrightAssertions.assertThat(chip()).containsText("live");
    }

    /** Says that the test provokes this: {@code 400 } and a part of the address, or a part of what the console says. */
    void expect(String pattern) {
        expected.add(Pattern.compile(pattern));
    }

    /** How the connection is. */
    Locator chip() {
        return page.locator("connection-chip");
    }

    /** The list of lines. */
    Locator list() {
        return page.locator("log-list").first();
    }

    /** All lines that are drawn, which are those in view and some above and below. */
    Locator rows() {
        return page.getByRole(AriaRole.FEED).first().getByRole(AriaRole.ARTICLE);
    }

    /** The lines with this text. */
    Locator rows(String text) {
        return rows().filter(new Locator.FilterOptions().setHasText(text));
    }

    /** What is said about lines that came while somebody reads; a click ends the reading. */
    Locator pill() {
        return button("jump to live");
    }

    /** A button by a part of its name. */
    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Where the filter is written. */
    Locator filter() {
        return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Filter"));
    }

    /** Writes another filter and applies it. */
    void filterBy(String text) {
        filter().press("Control+a");
        page.keyboard().press("Delete");
        page.keyboard().type(text);
        page.keyboard().press("Enter");
    }

    /** The messages of all rows that are loaded, drawn or not; of rows that are no events, their JSON. */
    List<String> loaded() {
        return texts(list().evaluate(LOADED));
    }

    /** Expects {@code line FROM} to {@code line TO}, each once: loaded, or counted by a row that stands for it. Notes are left out. */
    void expectNumbered(int from, int to) {
        int next = from;
        for (String row : loaded()) {
            if (row.startsWith("{\"omitted\"")) {
                Map<?, ?> omitted =
                        (Map<?, ?>) Objects.requireNonNull(Json.object(row).get("omitted"));
                next += ((Number) Objects.requireNonNull(omitted.get("count"))).intValue();
            } else if (!row.startsWith("{\"note\"")) {
                assertThat(row).isEqualTo("line " + next);
                next++;
            }
        }
        assertThat(next - 1).as("the last line").isEqualTo(to);
    }

    /** Turns the wheel over the list. */
    void wheel(int pixels) {
        list().hover();
        page.mouse().wheel(0, pixels);
    }

    /** Waits until this holds in the page: an expression, with {@code list} for the list of lines. */
    void await(String condition) {
        page.waitForFunction("() => { const list = document.querySelector('log-list'); return " + condition + "; }");
    }

    /** Waits until the page has drawn what it knows. */
    void awaitFrames() {
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /** What the page has complained of and the test did not name. */
    List<String> complaints() {
        try {
            page.evaluate("0"); // has what is under way arrive
        } catch (PlaywrightException gone) {
            complaints.add(gone.getMessage());
        }
        return List.copyOf(complaints);
    }

    /** Keeps what is seen. */
    void keepPicture(Path file) {
        try {
            page.screenshot(new Page.ScreenshotOptions().setPath(file));
        } catch (PlaywrightException gone) {
            complaints.add(gone.getMessage());
        }
    }

    /** A list of texts that the page gave. */
    static List<String> texts(Object value) {
        return ((List<?>) value).stream().map(String::valueOf).toList();
    }

    private void heard(ConsoleMessage message) {
        if (message.type().equals("error") && !message.text().contains("responded with a status of")) {
            complain(message.text());
        }
    }

    private void answered(Response response) {
        if (response.status() >= 400) {
            complain(response.status() + " " + response.url());
        }
    }

    private void complain(String text) {
        if (expected.stream().noneMatch(pattern -> pattern.matcher(text).find())) {
            complaints.add(text);
        }
    }
}
