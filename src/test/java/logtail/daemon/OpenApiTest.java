package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import logtail.runtime.Version;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The description at {@code /openapi.yaml} has the routes and parameters of the daemon, and no others. */
@Timeout(60)
class OpenApiTest {
    /** Parameters that go only with another. */
    private static final Map<String, String> COMPANY = Map.of("prefix", "&field=status");

    @TempDir
    private static Path data;

    private static DescribedDaemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon = DescribedDaemon.start(data);
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void hasEveryRouteWithWhatItTakes() {
        var takes = new TreeMap<String, String>();
        TokenMatrixTest.TAKES.forEach((route, right) -> takes.put(route.replace("...", ""), right));
        var described = new TreeMap<String, String>();
        daemon.document().operations().forEach((route, operation) -> described.put(route, right(route, operation)));
        assertThat(described).isEqualTo(takes);
        assertThat(daemon.document().version()).isEqualTo(Version.number());
    }

    @Test
    void hasEveryParameterThatTheDaemonKnows() throws IOException {
        for (Map.Entry<String, OpenApi.Operation> one :
                daemon.document().operations().entrySet()) {
            String route = one.getKey();
            String known = one.getValue().inQuery().stream()
                    .map(OpenApi.Parameter::name)
                    .sorted()
                    .collect(joining(", "));
            boolean changesNothing = !known.isEmpty() || route.startsWith("GET ");
            if (changesNothing) {
                String answer = daemon.ask(route, path(route) + "?colour=red", "", daemon.root)
                        .text();
                if (!known.isEmpty() || answer.contains("colour is not known")) {
                    assertThat(answer)
                            .contains("colour is not known", " takes " + (known.isEmpty() ? "none" : known) + '"');
                }
            }
        }
    }

    @Test
    void hasTheLimitsOfParametersInQueries() throws IOException {
        for (Map.Entry<String, OpenApi.Operation> one :
                daemon.document().operations().entrySet()) {
            for (OpenApi.Parameter parameter : one.getValue().inQuery()) {
                tryLimits(one.getKey(), parameter);
            }
        }
    }

    @Test
    void hasTheLimitsOfHeaders() throws IOException {
        for (Map.Entry<String, OpenApi.Operation> one :
                daemon.document().operations().entrySet()) {
            String route = one.getKey();
            for (OpenApi.Parameter header : one.getValue().parameters()) {
                if (header.in().equals("header")) {
                    var bad = new TreeSet<>(ParameterValues.of(header.schema()).bad());
                    for (String value : bad) {
                        String form = header.name().startsWith("Logplex") ? "application/logplex-1" : "text/plain";
                        assertThat(daemon.ask(
                                                route,
                                                path(route),
                                                "",
                                                daemon.root,
                                                header.name() + ": " + value,
                                                "Content-Type: " + form)
                                        .status())
                                .as("%s with %s: %s", route, header.name(), value)
                                .isIn(400, 415);
                    }
                }
            }
        }
    }

    private static void tryLimits(String route, OpenApi.Parameter parameter) throws IOException {
        var values = ParameterValues.of(parameter.schema());
        var good = new TreeSet<>(values.good());
        good.addAll(parameter.examples());
        assertThat(good).as("examples of %s %s", route, parameter.name()).isNotEmpty();
        for (String value : good) {
            assertThat(daemon.status(route, with(route, parameter, value), daemon.root))
                    .as("%s with %s=%s", route, parameter.name(), value)
                    .isNotEqualTo(400);
        }
        for (String value : values.bad()) {
            assertThat(daemon.ask(route, with(route, parameter, value), "", daemon.root)
                            .status())
                    .as("%s with %s=%s", route, parameter.name(), value)
                    .isEqualTo(400);
        }
    }

    private static String with(String route, OpenApi.Parameter parameter, String value) {
        return "%s?%s=%s%s"
                .formatted(
                        path(route),
                        parameter.name(),
                        URLEncoder.encode(value, UTF_8),
                        COMPANY.getOrDefault(parameter.name(), ""));
    }

    private static String path(String route) {
        return route.split(" ", 2)[1].replace("{id}", "1").replaceAll("\\{.*?}", "none");
    }

    /** In the words of {@link TokenMatrixTest}. */
    private static String right(String route, OpenApi.Operation operation) {
        if (operation.security().isEmpty()) {
            return TokenMatrixTest.ANYBODY;
        }
        assertThat(operation.security().stream()
                        .map(way -> way.keySet().iterator().next()))
                .as(route)
                .containsExactly("bearer", "basic", "key", "cookie");
        List<List<String>> rights = operation.security().stream()
                .flatMap(way -> way.values().stream())
                .distinct()
                .toList();
        assertThat(rights).as(route).hasSize(1);
        return rights.getFirst().isEmpty() ? TokenMatrixTest.KNOWN : String.join(" ", rights.getFirst());
    }
}
