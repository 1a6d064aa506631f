package logtail.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** More lines than anybody reads. */
class LoadIT extends PageTest {
    private static final int MANY = 60_000;
    private static final String NOTE_LONG_TASKS = """
            window.longTasks = [];
            new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration)))
              .observe({ type: 'longtask' });
            """;

    @Test
    void showsOneOfNAt10000LinesPerSecondLoadsTheOmittedOnClickAndHasNoTaskOver50Milliseconds() {
        send("fast", "first");
        Tab tab = openApp("fast");
        tab.page.evaluate(NOTE_LONG_TASKS);
        CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendFor5Seconds("fast"));
        assertThat(tab.page.locator("footer.bar")).containsText("lines/s, all kept");
        sender.join();
        assertThat(tab.rows("the last one")).isVisible();
        List<String> tasks = Tab.texts(tab.page.evaluate("window.longTasks"));
        double longMs = tasks.stream().mapToDouble(Double::parseDouble).sum();
        assertThat(longMs).as("ms of 5,000 in tasks over 50 ms: %s", tasks).isLessThan(1000); // none on an idle machine
        Locator omitted = tab.rows()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("not shown — load"))
                .first();
        tab.wheel(-400);
        int count =
                Integer.parseInt(omitted.innerText().replaceAll(" line.*", "").replace(",", ""));
        int before = tab.loaded().size();
        omitted.click();
        tab.await("list.pane.rows.count >= " + (before + count - 1));
        assertThat(tab.loaded()).hasSize(before + count - 1);
    }

    @Test
    void scrollsThroughManyThousandLinesBothWaysWithABoundedHeapAndCopiesARangeThatIsNotInTheDom() {
        for (int from = 1; from <= MANY; from += 20_000) {
            sendNumbered("many", from, from + 19_999);
        }
        BrowserContext context = tabs.context();
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        context.addInitScript("localStorage.setItem('logtail.settings', JSON.stringify({ memoryMiB: 6 }))");
        Tab tab = tabs.in(context).open(url("live?app=many"));
        assertThat(tab.rows("line " + MANY)).isVisible();
        scrollTo(tab, "line 1", true);
        assertThat(tab.rows("line 1").first()).isInViewport();
        expectBounded(tab);
        copyARange(tab);
        scrollTo(tab, "line " + MANY, false);
        assertThat(tab.rows("line " + MANY)).isInViewport();
        expectBounded(tab);
    }

    /** Goes on in one direction until this line is loaded. */
    private static void scrollTo(Tab tab, String line, boolean isUp) {
        Object steps = tab.list().evaluate("""
                async (list, [line, isUp]) => {
                  const { rows } = list.pane;
                  const frame = () => new Promise((done) => requestAnimationFrame(done));
                  const end = () => rows.json(isUp ? rows.first : rows.end - 1).message;
                  let steps = 0;
                  for (list.scrollTop = isUp ? 0 : list.scrollHeight; end() !== line && steps < 20000; steps++) {
                    await frame();
                    list.scrollTop = isUp ? 0 : list.scrollHeight - list.clientHeight - 10;
                  }
                  await frame();
                  await frame(); // what was loaded last is drawn
                  return steps;
                }
                """, List.of(line, isUp));
        assertThat((Integer) steps).isLessThan(20_000);
        tab.wheel(isUp ? -100_000_000 : 100_000_000);
    }

    /** Rows are those of one stretch without a hole, and neither they nor the heap are more than a tab may take. */
    private static void expectBounded(Tab tab) {
        List<String> loaded = tab.loaded();
        int first = Integer.parseInt(loaded.getFirst().substring("line ".length()));
        assertThat(loaded).isEqualTo(numbered(first, first + loaded.size() - 1));
        assertThat(loaded.size()).isBetween(1000, MANY - 1);
        Number heap = (Number) tab.page.evaluate("gc(); performance.memory.usedJSHeapSize");
        assertThat(heap.longValue()).isLessThan(100L << 20);
        assertThat(tab.page.locator("log-list article").count()).isLessThanOrEqualTo(150);
    }

    private static void copyARange(Tab tab) {
        tab.rows("line 5").first().locator("time").click();
        tab.list().evaluate("(list) => { list.scrollTop = 20 * 2000; }");
        tab.awaitFrames();
        tab.awaitFrames();
        String last = tab.rows().last().locator(".message").innerText().strip();
        tab.rows()
                .last()
                .locator("time")
                .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        tab.page.keyboard().press("y");
        int end = Integer.parseInt(last.substring("line ".length()));
        assertThat(tab.page.getByText((end - 4) + " lines").first()).isAttached();
        List<String> copied = String.valueOf(tab.page.evaluate("navigator.clipboard.readText()"))
                .lines()
                .toList();
        assertThat(copied).hasSize(end - 4);
        assertThat(copied.getFirst()).endsWith(" many: line 5");
        assertThat(copied.getLast()).endsWith(" many: " + last);
    }

    /** About 10,000 lines a second. */
    private void sendFor5Seconds(String app) {
        try (var socket = new Socket(
                daemon.address("lines-tcp").getAddress(),
                daemon.address("lines-tcp").getPort())) {
            OutputStream out = socket.getOutputStream();
            long startNs = System.nanoTime();
            for (int i = 0; i < 500; i++) {
                var lines = new StringBuilder();
                for (int j = 0; j < 100; j++) {
                    lines.append("{\"app\":\"")
                            .append(app)
                            .append("\",\"message\":\"line ")
                            .append(i * 100 + j)
                            .append("\"}\n");
                }
                out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                LockSupport.parkNanos(
                        startNs + (i + 1) * 10_000_000L - System.nanoTime()); // the pace of the load, not a wait
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        send(app, "the last one");
    }
}
