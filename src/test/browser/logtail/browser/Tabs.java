package logtail.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tabs of a test. What the console of one of them says as an error, an exception that nobody caught, a report of the
 * content security policy, and an answer from 400 on that the test did not name, fail the test. What a tab shows when a test
 * fails is kept in {@code target/browser}.
 */
final class Tabs implements BeforeEachCallback, AfterEachCallback {
    private final List<Tab> open = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();
    private @Nullable Browser browser;

    @Override
    public void beforeEach(ExtensionContext test) {
        browser = Chromium.of(test);
    }

    /** A browser that was never here before, of 1280 × 800. */
    BrowserContext context() {
        return context(new Browser.NewContextOptions().setViewportSize(1280, 800));
    }

    /** A browser that was never here before. */
    BrowserContext context(Browser.NewContextOptions options) {
        if (browser == null) {
            throw new IllegalStateException("no test runs");
        }
        BrowserContext context = browser.newContext(options.setLocale("en-GB").setTimezoneId("UTC"));
        context.setDefaultTimeout(Chromium.DEADLINE_MS);
        contexts.add(context);
        return context;
    }

    /** A tab without a page in it. */
    Tab in(BrowserContext context) {
        Page page = context.newPage();
        Tab tab = new Tab(page);
        open.add(tab);
        return tab;
    }

    /** A tab of a new browser with this address in it, whose history is there. */
    Tab open(String url) {
        return in(context()).open(url);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        boolean hasFailed = test.getExecutionException().isPresent();
        var complaints = new ArrayList<String>();
        for (Tab tab : open) {
            complaints.addAll(tab.complaints());
            if (hasFailed || !complaints.isEmpty()) {
                String name = test.getRequiredTestClass().getSimpleName() + "-"
                        + test.getRequiredTestMethod().getName() + "-" + open.indexOf(tab) + ".png";
                tab.keepPicture(Path.of("target", "browser", name));
            }
        }
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        open.clear();
        if (!complaints.isEmpty()) {
            var failure = new AssertionError("the page complains: " + String.join("\n", complaints));
            test.getExecutionException().ifPresent(failure::addSuppressed);
            throw failure;
        }
    }
}
