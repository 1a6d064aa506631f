package logtail.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import logtail.web.Json;
import org.junit.jupiter.api.Test;

/** The libraries whose types check the modules of the page are those that are served with them. */
class PageCheckVersionsTest {
    /** What only checks, and is never served. */
    private static final Set<String> TOOLS = Set.of("@biomejs/biome", "@types/node", "typescript");

    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+\\.version)>([^<]*)</");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<groupId>(org\\.mvnpm[\\w.]*|org\\.webjars\\.npm)</groupId>\\s*<artifactId>([^<]*)</artifactId>\\s*"
                    + "<version>\\$\\{([^}]*)}</version>");
    /** Served by a group of its own name there, of a scope here. */
    private static final Map<String, String> SCOPES = Map.of(
            "org.mvnpm", "",
            "org.webjars.npm", "",
            "org.mvnpm.at.lit", "@lit/",
            "org.mvnpm.at.codemirror", "@codemirror/",
            "org.mvnpm.at.lezer", "@lezer/",
            "org.mvnpm.at.marijn", "@marijn/");

    @Test
    void checksAgainstTheTypesOfTheVersionsThatAreServed() throws IOException {
        String text = Files.readString(Path.of("src/test/web/package.json"));
        var checked = new TreeMap<Object, Object>((Map<?, ?>) Json.object(text).get("devDependencies"));
        checked.keySet().removeAll(TOOLS);
        assertThat(checked).isNotEmpty().isEqualTo(served());
    }

    @Test
    void locksTheVersionsThatAreServedAndNoAddressOfARegistry() throws IOException {
        String lock = Files.readString(Path.of("src/test/web/package-lock.json"));
        Map<?, ?> packages =
                (Map<?, ?>) Objects.requireNonNull(Json.object(lock).get("packages"));
        served().forEach((name, version) -> {
            assertThat(packages.get("node_modules/" + name))
                    .as(name)
                    .isInstanceOfSatisfying(
                            Map.class, entry -> assertThat(entry.get("version")).isEqualTo(version));
        });
        assertThat(lock).doesNotContain("\"resolved\"", "http://", "registry");
    }

    /** The version of each library in the page, by the name that npm knows it by. */
    private static Map<String, String> served() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        var versions = new HashMap<String, String>();
        PROPERTY.matcher(pom).results().forEach(found -> versions.put(found.group(1), found.group(2)));
        var served = new TreeMap<String, String>();
        DEPENDENCY
                .matcher(pom)
                .results()
                .forEach(found -> served.put(
                        SCOPES.get(found.group(1)) + found.group(2), versions.getOrDefault(found.group(3), "none")));
        return served;
    }
}
