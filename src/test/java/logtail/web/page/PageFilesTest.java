package logtail.web.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import logtail.web.Json;
import org.junit.jupiter.api.Test;

/** The page as it is in the jar: whatever its document and modules name is there, and its policy lets just that run. */
class PageFilesTest {
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern IMPORT = Pattern.compile("\\b(?:from|import)\\s*\\(?\\s*[\"']([^\"'\\s]+)[\"']");
    private static final Pattern COMMENT = Pattern.compile("^\\s*(?://|/?\\*).*$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    private final PageFiles page = PageFiles.read();
    private final String html = new String(page.index().plain(), UTF_8);
    private final Map<?, ?> map =
            (Map<?, ?>) Objects.requireNonNull(Json.object(importMap()).get("imports"));

    @Test
    void mapsEveryModuleThatIsReachedToAFileThatIsThere() {
        var reached = new HashSet<String>();
        var left = new ArrayDeque<>(modules());
        while (!left.isEmpty()) {
            String path = left.remove();
            if (reached.add(path)) {
                for (String name : imports(path)) {
                    String target = resolved(path, name);
                    assertThat(page.file(target))
                            .as("'%s' in %s: %s", name, path, target)
                            .isPresent();
                    left.add(target);
                }
            }
        }
        assertThat(reached).contains("app.js", "lib/lit/index.js", "lib/find-cluster-break/src/index.js");
    }

    @Test
    void mapsNothingThatIsNotThere() {
        for (Object target : map.values()) {
            String path = belowVersion(target.toString());
            if (path.endsWith("/")) {
                assertThat(page.paths()).as(path).anyMatch(file -> file.startsWith(path));
            } else {
                assertThat(page.file(path)).as(path).isPresent();
            }
        }
    }

    @Test
    void linksOnlyToFilesThatAreThere() {
        List<String> links =
                LINK.matcher(html).results().map(found -> found.group(1)).toList();
        assertThat(links)
                .allSatisfy(link -> assertThat(page.file(belowVersion(link))).isPresent());
        assertThat(links).map(PageFilesTest::nameOf).contains("app.js", "page.css", "icon.svg", "uPlot.min.css");
    }

    @Test
    void tellsBrowsersEarlyOfEachModule() {
        Set<String> preloaded = new HashSet<>();
        Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]*)\">")
                .matcher(html)
                .results()
                .forEach(found -> preloaded.add(belowVersion(found.group(1))));
        assertThat(preloaded).containsAll(modules());
    }

    @Test
    void letsOneInlineScriptRunAndThatIsTheImportMap() throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(importMap().getBytes(UTF_8));
        assertThat(page.policy())
                .contains("script-src 'self' 'sha256-%s';"
                        .formatted(Base64.getEncoder().encodeToString(hash)))
                .contains("default-src 'none';", "style-src 'self';", "frame-ancestors 'none'", "base-uri 'none'")
                .contains("require-trusted-types-for 'script'; trusted-types lit-html")
                .doesNotContain("unsafe", "*", "http:", "https:", "data:");
        assertThat(Pattern.compile("<script(?![^>]*\\ssrc=)[^>]*>")
                        .matcher(html)
                        .results())
                .map(MatchResult::group)
                .containsExactly("<script type=\"importmap\">");
        assertThat(html).doesNotContain("<style", "javascript:");
    }

    @Test
    void hasNoAttributeThatThePolicyRefuses() {
        Pattern refused = Pattern.compile("\\s(?:style|on[a-z]+)=[\"'$]");
        assertThat(refused.matcher(html).find()).isFalse();
        for (String path : modules()) {
            assertThat(refused.matcher(text(path)).results().map(MatchResult::group))
                    .as(path)
                    .isEmpty();
        }
    }

    @Test
    void hasNoModuleThatMakesMarkupOrCodeOfText() {
        Pattern markup = Pattern.compile(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|unsafe[A-Z]\\w*|srcdoc|\\beval\\(|new Function|"
                        + "createContextualFragment|DOMParser");
        for (String path : modules()) {
            assertThat(markup.matcher(text(path)).results().map(MatchResult::group))
                    .as(path)
                    .isEmpty();
        }
    }

    @Test
    void keepsTheLicenceOfEachLibraryBesideIt() {
        assertThat(page.paths())
                .filteredOn(path -> path.matches("lib/.*/LICENSE[^/]*"))
                .hasSizeGreaterThan(10);
    }

    @Test
    void isOfOneVersionHoweverOftenItIsRead() {
        assertThat(PageFiles.read().version()).isEqualTo(page.version()).matches("[0-9a-f]{16}");
        assertThat(html).contains("./page/" + page.version() + "/app.js").doesNotContain("VERSION");
    }

    /** Ours. */
    private List<String> modules() {
        Stream<String> paths = StreamSupport.stream(page.paths().spliterator(), false);
        return paths.filter(path -> path.endsWith(".js") && !path.startsWith("lib/"))
                .toList();
    }

    private List<String> imports(String path) {
        String code = COMMENT.matcher(text(path)).replaceAll("");
        return IMPORT.matcher(code).results().map(found -> found.group(1)).toList();
    }

    /** As a browser does: a path from the module that names it, a name of the map, or what follows a name with a slash. */
    private String resolved(String from, String name) {
        if (name.startsWith(".")) {
            return URI.create(from).resolve(name).toString();
        }
        if (map.get(name) instanceof String target) {
            return belowVersion(target);
        }
        String folder = name.substring(0, name.indexOf('/') + 1);
        assertThat(map.keySet()).as("'%s' in %s", name, from).anyMatch(folder::equals);
        return belowVersion(String.valueOf(map.get(folder))) + name.substring(folder.length());
    }

    private String belowVersion(String target) {
        assertThat(target).startsWith("./page/" + page.version() + "/");
        return target.substring(("./page/" + page.version() + "/").length());
    }

    private String importMap() {
        return IMPORT_MAP.matcher(html).results().findFirst().orElseThrow().group(1);
    }

    private String text(String path) {
        return new String(page.file(path).orElseThrow().plain(), UTF_8);
    }

    private static String nameOf(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }
}
