package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docs/http.md} has the routes and parameters that the daemon has. */
@Timeout(60)
class HttpDocTest extends DaemonTest {
    private static final Pattern ROUTE = Pattern.compile("`([A-Z]+) (/[^` ]*)`");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    private final List<String> lines = Files.readAllLines(Path.of("docs/http.md"));

    HttpDocTest() throws IOException {}

    @Test
    void namesEveryRouteAndNoOther() throws IOException {
        var documented = new TreeSet<String>();
        for (String row : table("| request |")) {
            Matcher route = ROUTE.matcher(firstCell(row));
            while (route.find()) {
                documented.add(route.group(2) + " " + route.group(1));
            }
        }
        var actual = new TreeSet<String>();
        String known = HttpSocket.get(daemon.http(), "/nowhere").text();
        for (String pattern : known.substring(known.indexOf("there are ") + 10)
                .replaceAll("\".*\\s*", "")
                .split(", ", -1)) {
            for (String method : allowed(pattern)) {
                actual.add(pattern + " " + method);
            }
        }
        assertThat(documented).isEqualTo(actual);
    }

    private Set<String> allowed(String pattern) throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            String path = pattern.replaceAll("\\{.*?}", "1");
            var methods = new TreeSet<>(Arrays.asList(http.send(HttpSocket.head("OPTIONS", path))
                    .receive()
                    .header("allow")
                    .split(", ", -1)));
            methods.remove("HEAD"); // of each GET
            return methods;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "## POST /logs, POST, /logs",
        "## GET /tail, GET, /tail",
        "## GET /events/{id}, GET, /events/1",
        "## GET /counts, GET, /counts",
        "## GET /fields, GET, /fields"
    })
    void namesEveryParameterAndNoOther(String heading, String method, String path) throws IOException {
        var documented = new TreeSet<String>();
        int at = lines.indexOf(heading);
        for (String row : table("| parameter |", at)) {
            Matcher word = WORD.matcher(firstCell(row));
            while (word.find()) {
                documented.add(word.group(1));
            }
        }
        try (var http = HttpSocket.open(daemon.http())) {
            String refusal = http.send(HttpSocket.head(method, path + "?nonsense=1", "Content-Length: 0"))
                    .receive()
                    .text();
            String taken = refusal.substring(refusal.indexOf(" takes ") + 7).replaceAll("\".*\\s*", "");
            assertThat(documented).containsExactlyInAnyOrder(taken.split(", "));
        }
    }

    private List<String> table(String head) {
        return table(head, 0);
    }

    /** The rows of the first table with this head from a line on. */
    private List<String> table(String head, int from) {
        return lines.stream()
                .skip(from)
                .dropWhile(line -> !line.startsWith(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static String firstCell(String row) {
        return row.split("\\|", -1)[1];
    }
}
