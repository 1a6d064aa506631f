package logtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route, asked with every kind of token. What each takes stands in {@link #TAKES}: a route that is not there fails the test,
 * so none comes without somebody having thought of who may use it. Whoever is not let in learns nothing but that.
 */
@Timeout(120)
class TokenMatrixTest {
    static final String ANYBODY = "anybody";
    static final String KNOWN = "known";

    /** What each route takes: a right, any valid token, or nothing. */
    static final Map<String, String> TAKES = new LinkedHashMap<>();

    static {
        takes("ingest", "POST /logs", "PUT /logs");
        takes("tail", "GET /tail", "GET /events/{id}", "GET /apps", "GET /counts", "GET /filter", "GET /fields");
        takes("drain", "GET /drains", "POST /drains", "GET /drains/{name}", "PATCH /drains/{name}");
        takes("drain", "DELETE /drains/{name}", "POST /drains/{name}/pause", "POST /drains/{name}/resume");
        takes("drain", "POST /drains/{name}/test", "POST /drains/{name}/rewind");
        takes("drain", "GET /drains/{name}/dead-letters", "DELETE /drains/{name}/dead-letters");
        takes("drain", "POST /drains/{name}/dead-letters/replay");
        takes("metrics", "GET /metrics", "GET /status");
        takes("admin", "GET /tokens", "POST /tokens", "DELETE /tokens/{name}");
        takes(KNOWN, "GET /session");
        takes(ANYBODY, "GET /", "GET /page/{version}/{path...}", "GET /openapi.yaml");
        takes(ANYBODY, "POST /session", "DELETE /session", "GET /healthz", "GET /readyz");
    }

    /** Owners of tokens, and the rights of each. */
    private static final Map<String, Set<String>> OWNERS = Map.of(
            "ingest", Set.of("ingest"),
            "tail", Set.of("tail"),
            "drain", Set.of("drain"),
            "metrics", Set.of("metrics"),
            "admin", Set.of("ingest", "tail", "drain", "metrics", "admin"),
            "limited-in", Set.of("ingest", "tail", "drain"),
            "limited-out", Set.of("ingest", "tail", "drain"));

    private static final String SECRET = "what only db says";

    @TempDir
    private Path data;

    private RunningDaemon daemon;
    private int addresses;

    private static void takes(String what, String... routes) {
        for (String route : routes) {
            TAKES.put(route, what);
        }
    }

    @BeforeEach
    void start() throws IOException {
        var lines = new StringBuilder("{\"name\":\"expired\",\"token\":\"" + token("expired")
                + "\",\"rights\":[\"admin\"],\"expires\":\"2020-01-01\"}\n");
        OWNERS.forEach((name, rights) -> {
            String own = name.equals("admin") ? "[\"admin\"]" : "[\"" + String.join("\",\"", rights) + "\"]";
            String apps = name.equals("limited-in") ? ",\"apps\":[\"db*\"]" : "";
            String others = name.equals("limited-out") ? ",\"apps\":[\"web-*\"]" : "";
            lines.append("{\"name\":\"%s\",\"token\":\"%s\",\"rights\":%s%s%s}\n"
                    .formatted(name, token(name), own, apps, others));
        });
        Path declared = data.resolve("declared");
        Files.writeString(declared, lines);
        Files.setPosixFilePermissions(declared, PosixFilePermissions.fromString("rw-------"));
        daemon = RunningDaemon.start(data.resolve("data"), Map.of("LOGTAIL_TOKENS_FILE", declared.toString()));
        assertThat(ask("POST", "/logs?app=db", "admin", SECRET).status()).isEqualTo(204);
        assertThat(ask(
                                "POST",
                                "/drains",
                                "admin",
                                "{\"name\":\"eu\",\"url\":\"syslog://192.0.2.1:1\",\"filter\":\"app=db\"}")
                        .status())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void namesEveryRouteThatThereIs() throws IOException {
        assertThat(routes()).isEqualTo(new TreeSet<>(TAKES.keySet()));
    }

    @Test
    void letsInWhoHasTheRightAndNobodyElse() throws IOException {
        var table = new ArrayList<String>();
        for (String owner : new TreeSet<>(OWNERS.keySet())) {
            for (Map.Entry<String, String> route : TAKES.entrySet()) {
                String method = route.getKey().split(" ", 2)[0];
                int status = ask(method, harmless(route.getKey()), owner, body(route.getKey()))
                        .status();
                boolean isIn = isIn(route.getValue(), owner);
                table.add("%-12s %-45s %d".formatted(owner, route.getKey(), status));
                if (isIn) {
                    assertThat(status).as("%s with %s", route, owner).isNotIn(401, 500);
                }
                boolean isOutOfScope = owner.startsWith("limited") && status == 403; // the app is not among the token's
                if (isIn && !isOutOfScope) {
                    assertThat(status).as("%s with %s", route, owner).isNotEqualTo(403);
                } else if (!isIn) {
                    assertThat(status).as("%s with %s", route, owner).isEqualTo(403);
                }
            }
        }
        System.out.println(String.join("\n", table));
    }

    @Test
    void tellsStrangersNothingButThatTheyNeedAToken() throws IOException {
        var answers = new LinkedHashSet<String>();
        var statuses = new TreeSet<Integer>();
        var asked = new ArrayList<>(TAKES.entrySet().stream()
                .filter(route -> !route.getValue().equals(ANYBODY))
                .map(Map.Entry::getKey)
                .toList());
        asked.addAll(List.of(
                "GET /nowhere",
                "GET /%f",
                "GET /page",
                "OPTIONS /tail",
                "OPTIONS *",
                "PATCH /tail",
                "TRACE /apps",
                "POST /healthz",
                "GET /logs/",
                "GET /tail?colour=red",
                "GET /tail?lines=x",
                "GET /events/x"));
        for (String route : asked) {
            for (String name : List.of("eu", "none", "1")) {
                for (String owner : List.of("", "wrong", "expired")) {
                    String method = route.split(" ", 2)[0];
                    var answer = ask(method, route.split(" ", 2)[1].replaceAll("\\{.*?}", name), owner, "{}");
                    statuses.add(answer.status());
                    answers.add(shown(answer));
                }
            }
        }
        assertThat(statuses).containsExactly(401);
        assertThat(answers).hasSize(1);
        assertThat(answers.iterator().next())
                .contains("www-authenticate=Bearer")
                .doesNotContain("/tail", "/drains", "eu");
    }

    @Test
    void tellsThoseWithoutTheRightWhichOneItTakesAndNothingElse() throws IOException {
        for (Map.Entry<String, String> route : TAKES.entrySet()) {
            String right = route.getValue();
            for (String owner : new TreeSet<>(OWNERS.keySet())) {
                if (!isIn(right, owner)) {
                    String method = route.getKey().split(" ", 2)[0];
                    String path = route.getKey().split(" ", 2)[1];
                    var there = ask(method, path.replaceAll("\\{.*?}", "eu"), owner, "{}");
                    var notThere = ask(method, path.replaceAll("\\{.*?}", "none"), owner, "{}");
                    assertThat(there.status()).as("%s with %s", route, owner).isEqualTo(403);
                    assertThat(shown(there)).isEqualTo(shown(notThere));
                    assertThat(there.text())
                            .contains("this takes the right " + right)
                            .doesNotContain("eu", "limited");
                }
            }
        }
    }

    @Test
    void showsATokenForOtherAppsNothingOfThisOne() throws IOException {
        for (String owner : List.of("limited-out", "limited-in")) {
            var shown = new StringBuilder();
            for (String path : List.of(
                    "/tail?lines=all&follow=false",
                    "/tail?lines=all&follow=false&app=db",
                    "/apps",
                    "/drains",
                    "/drains/eu",
                    "/drains/eu/dead-letters",
                    "/events/1",
                    "/events/2",
                    "/session")) {
                shown.append(ask("GET", path, owner, "").text());
            }
            if (owner.equals("limited-in")) {
                assertThat(shown).contains(SECRET);
            } else {
                assertThat(shown.toString()).doesNotContain(SECRET, "db", "192.0.2.1", "syslog:");
            }
        }
        assertThat(ask("GET", "/drains/eu", "limited-out", "").text().replace("eu", "NAME"))
                .isEqualTo(ask("GET", "/drains/none", "limited-out", "").text().replace("none", "NAME"));
        int in = ask("POST", "/logs?app=db", "limited-in", "mine").status();
        int out = ask("POST", "/logs?app=db", "limited-out", "not mine").status();
        assertThat(in).isEqualTo(204);
        assertThat(out).isBetween(400, 499);
        assertThat(ask("GET", "/tail?lines=all&follow=false&app=db", "admin", "")
                        .text())
                .contains("\"mine\"")
                .doesNotContain("not mine");
    }

    @Test
    void letsATokenOfTheSameAddressInWhileAnotherGuesses() throws IOException {
        InetAddress there = InetAddress.getByName("127.9.9.9");
        for (int i = 0; i < 6; i++) {
            assertThat(ask(there, "GET", "/apps", "wrong" + i, "").status()).isIn(401, 429);
        }
        long startNs = System.nanoTime();
        assertThat(ask(there, "GET", "/apps", "tail", "").status()).isEqualTo(200);
        System.out.printf("a valid token beside six wrong ones: %d ms%n", (System.nanoTime() - startNs) / 1_000_000);
    }

    @Test
    void givesACookieForATokenAndTakesItBack() throws IOException {
        var login = ask("POST", "/session", "", "{\"token\":\"" + token("tail") + "\"}");
        assertThat(login.status()).as(login.text()).isEqualTo(204);
        String cookie = login.header("set-cookie");
        assertThat(cookie)
                .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200")
                .doesNotContain("Secure");
        String value = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
        assertThat(HttpSocket.get(daemon.http(), "/apps", value).status()).isEqualTo(200);
        assertThat(HttpSocket.get(daemon.http(), "/session", value).text())
                .contains("\"name\":\"tail\"", "\"rights\":[\"tail\"]", "\"expires\":");
        assertThat(HttpSocket.get(daemon.http(), "/apps", value, "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(401);
        assertThat(ask("DELETE", "/session", "", "").header("set-cookie")).contains("Max-Age=0");
        assertThat(ask("POST", "/session", "", "{\"token\":\"nonsense\"}").status())
                .isEqualTo(401);
    }

    @Test
    void endsATailWhoseTokenIsRevoked() throws IOException {
        var made = ask("POST", "/tokens", "admin", "{\"name\":\"guest\",\"rights\":[\"tail\"]}")
                .text();
        String text = made.replaceAll("(?s).*\"token\":\"([^\"]+)\".*", "$1");
        try (var tail = HttpSocket.open(daemon.http())) {
            var lines = tail.send(HttpSocket.head("GET", "/tail?lines=1", "Authorization: Bearer " + text))
                    .receiveStream();
            assertThat(lines.readLine()).contains(SECRET);
            assertThat(ask("DELETE", "/tokens/guest", "admin", "").status()).isEqualTo(200);
            try {
                assertThat(lines.readLine()).isNull();
            } catch (IOException e) {
                assertThat(e).isNotInstanceOf(SocketTimeoutException.class); // cut off in a chunk
            }
        }
    }

    private static boolean isIn(String takes, String owner) {
        return takes.equals(ANYBODY)
                || takes.equals(KNOWN)
                || OWNERS.getOrDefault(owner, Set.of()).contains(takes);
    }

    /** A path at which nothing is changed that the rest of the test needs. */
    private static String harmless(String route) {
        String path = route.split(" ", 2)[1].replaceAll("\\{.*?}", "none");
        return route.equals("GET /tail")
                ? path + "?follow=false"
                : route.endsWith(" /logs") ? path + "?app=web-1" : path;
    }

    private static String body(String route) {
        return route.endsWith(" /logs") ? "line" : route.startsWith("GET") ? "" : "{}";
    }

    /** Everything of an answer but its date. */
    private static String shown(HttpSocket.Response answer) {
        var headers = new TreeMap<>(answer.headers());
        headers.remove("date");
        return answer.status() + " " + headers + " " + answer.text();
    }

    private static String token(String owner) {
        return "the-token-of-the-owner-" + owner;
    }

    private Set<String> routes() throws IOException {
        var routes = new TreeSet<String>();
        String known = ask("GET", "/nowhere", "admin", "").text();
        for (String pattern : known.substring(known.indexOf("there are ") + 10)
                .replaceAll("\".*\\s*", "")
                .split(", ", -1)) {
            var methods = new ArrayList<>(Arrays.asList(ask("OPTIONS", pattern.replaceAll("\\{.*?}", "1"), "admin", "")
                    .header("allow")
                    .split(", ", -1)));
            methods.remove("HEAD");
            methods.forEach(method -> routes.add(method + " " + pattern));
        }
        return routes;
    }

    /** From an address of its own, as whoever guesses is slowed down by address. */
    private HttpSocket.Response ask(String method, String path, String owner, String body) throws IOException {
        addresses++;
        return ask(
                InetAddress.getByName("127.8.%d.%d".formatted(addresses / 250, 1 + addresses % 250)),
                method,
                path,
                owner,
                body);
    }

    private HttpSocket.Response ask(InetAddress from, String method, String path, String owner, String body)
            throws IOException {
        try (var connection = HttpSocket.open(daemon.http(), from)) {
            var headers =
                    new ArrayList<>(List.of("Content-Type: application/json", "Content-Length: " + body.length()));
            if (!owner.isEmpty()) {
                headers.add("Authorization: Bearer " + token(owner));
            }
            return connection
                    .send(HttpSocket.head(method, path, headers.toArray(new String[0])) + body)
                    .receive();
        }
    }
}
