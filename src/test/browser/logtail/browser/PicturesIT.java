package logtail.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import logtail.cli.ChildJvm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pictures of {@code docs/pictures}, of made-up lines. Each has its text beside it; a picture whose text is not what the page
 * and the command line show today is too old, and {@code docs/pictures/make} makes it anew.
 */
class PicturesIT extends PageTest {
    private static final Path FOLDER = Path.of("docs", "pictures");
    private static final boolean IS_MAKING = Boolean.getBoolean("pictures.make");
    private static final int MINUTES = 14;

    /** Draws the output of commands with the page's own colours: their escape sequences become classes. */
    private static final String AS_TERMINAL = """
            async (text) => {
              const script = document.querySelector('script[src]').getAttribute('src');
              const { pieces } = await import(new URL(script.replace('app.js', 'text.js'), location.href));
              const screen = document.createElement('pre');
              screen.className = 'terminal';
              for (const piece of pieces(text)) {
                const span = document.createElement('span');
                span.className = piece.classes.join(' ');
                span.textContent = piece.text;
                screen.append(span);
              }
              screen.style.cssText = 'margin: 0; padding: 16px 20px; width: max-content; font: 13px/18px var(--mono)';
              document.body.replaceChildren(screen);
            }
            """;

    @Test
    void thePageLooksLikeItsPicture() throws IOException {
        Tab tab = tabs.in(tabs.context(
                new Browser.NewContextOptions().setViewportSize(1280, 760).setColorScheme(ColorScheme.DARK)));
        tab.open(url("live?app=web,api,db&since=15m&cols=status"));
        tab.rows("deadlock detected").last().click();
        tab.page.getByText("JSON").first().waitFor();
        String text =
                inner(tab.page, "top-toolbar") + "\n" + inner(tab.page, ".heads") + "\n" + inner(tab.page, "log-list");
        check("page", text, tab.page);
    }

    @Test
    void theCommandLineLooksLikeItsPicture() throws Exception {
        var screen = new StringBuilder();
        for (List<String> command : List.of(
                List.of("-n", "6", "--no-follow", "-a", "web,api,db", "-l", "warn"),
                List.of(
                        "-a",
                        "web",
                        "--order",
                        "duration:desc",
                        "-n",
                        "4",
                        "--fields",
                        "time,app,status,duration",
                        "--no-follow"),
                List.of("count", "-a", "web,api,db", "--since", "15m", "--every", "1m"),
                List.of("fields", "-a", "web", "status"))) {
            screen.append("\u001b[1m$ logtail ")
                    .append(String.join(" ", command))
                    .append("\u001b[0m\n");
            screen.append(run(command)).append('\n');
        }
        Tab tab = tabs.in(tabs.context(
                new Browser.NewContextOptions().setViewportSize(1000, 900).setColorScheme(ColorScheme.DARK)));
        tab.open(url("live"));
        tab.page.evaluate(AS_TERMINAL, screen.toString());
        check("terminal", tab.page.locator(".terminal").innerText(), tab.page);
    }

    /** Compares, or makes anew, a picture and its text. */
    private void check(String name, String shown, Page page) throws IOException {
        String text = timeless(shown) + "\n";
        Path file = FOLDER.resolve(name + ".txt");
        if (IS_MAKING) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
            var options = new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png"));
            if (name.equals("terminal")) {
                page.locator(".terminal")
                        .screenshot(new Locator.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
            } else {
                page.screenshot(options);
            }
        }
        assertThat(text).as("docs/pictures/make makes the pictures anew").isEqualTo(Files.readString(file));
    }

    /** Without what is another thing each time: times, ids, and how full bars are. */
    private static String timeless(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\d", "DATE")
                .replaceAll("\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?Z?", "TIME")
                .replaceAll("DATET?TIME", "DATE TIME")
                .replaceAll("(?m)^(?:id\\n)?\\d+$\\n?", "")
                .replaceAll("(?m)^.*[\u2581-\u2588].*$", "a line of bars")
                .replaceAll("(?m)[ \\t]+$", "")
                .replaceAll("(?:a line of bars\n)+", "lines of bars\n")
                .replaceAll("\\n{2,}", "\n")
                .strip();
    }

    private static String inner(Page page, String selector) {
        return page.locator(selector).first().innerText();
    }

    /** Lines of three apps over the last minutes, the same each time but for their times. */
    @BeforeAll
    void sendStory() {
        var random = new Random(14);
        var lines = new ArrayList<String>();
        Instant first = Instant.now().minusSeconds(MINUTES * 60L);
        for (int i = 0; i < MINUTES * 20; i++) {
            lines.add(line(random, first.plusMillis(i * 3_000L + random.nextInt(2_000))));
        }
        lines.add(
                "{\"time\":\"%s\",\"app\":\"db\",\"process\":\"pg\",\"level\":\"error\",\"message\":\"deadlock detected\",\"table\":\"orders\",\"waited_ms\":1204,\"holder\":{\"pid\":4711,\"query\":\"UPDATE orders\"}}"
                        .formatted(Instant.now().minusSeconds(2)));
        post("", String.join("\n", lines) + "\n");
    }

    private static String line(Random random, Instant time) {
        String[] paths = {"/orders", "/cart", "/login", "/search?q=tea", "/health"};
        int status = new int[] {200, 200, 200, 200, 200, 201, 304, 404, 500}[random.nextInt(9)];
        String level = status >= 500 ? "error" : status >= 400 ? "warn" : "info";
        String app = random.nextInt(3) == 0 ? "api" : "web";
        return "{\"time\":\"%s\",\"app\":\"%s\",\"process\":\"%s.%d\",\"level\":\"%s\",\"message\":\"GET %s\",\"status\":%d,\"duration\":\"%dms\"}"
                .formatted(
                        time,
                        app,
                        app,
                        1 + random.nextInt(2),
                        level,
                        paths[random.nextInt(paths.length)],
                        status,
                        random.nextInt(1, 900));
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of(
                "--color",
                "always",
                "--utc",
                "--addr",
                "http://127.0.0.1:" + daemon.http().getPort()));
        var builder = new ProcessBuilder(ChildJvm.cli(all.toArray(String[]::new))).redirectErrorStream(true);
        builder.environment().putAll(Map.of("COLUMNS", "110", "LC_ALL", "C.UTF-8"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
