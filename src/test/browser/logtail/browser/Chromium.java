package logtail.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Debian's chromium, one for all tests of a run. To be used by the thread of the tests alone, as all that comes from it. */
final class Chromium implements AutoCloseable {
    /** How long anything may take on a machine that is busy. */
    static final int DEADLINE_MS = 20_000;

    private static final List<String> FLAGS = List.of(
            "--no-sandbox", // refuses to run as root without it
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-precise-memory-info",
            "--js-flags=--expose-gc");

    private final Playwright driver;
    private final Browser browser;

    private Chromium() {
        driver = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(DEADLINE_MS);
        browser = driver.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(FLAGS));
    }

    /** The one of this run, which ends with it. */
    static Browser of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Chromium.class, type -> new Chromium(), Chromium.class)
                .browser;
    }

    @Override
    public void close() {
        browser.close();
        driver.close();
    }
}
