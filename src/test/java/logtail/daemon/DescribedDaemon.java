package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.daemon.OpenApi.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import logtail.web.HttpSocket;
import logtail.web.Json;

/**
 * Asks a daemon, and fails when an answer is not as its description says: status, content type, headers, and of JSON every member.
 * Remembers what was answered. One thread.
 */
final class DescribedDaemon implements AutoCloseable {
    /** A header of a request that says nothing of its length. */
    static final String NO_LENGTH = "X-Length: none";

    /** Headers that any answer may have. */
    private static final Set<String> COMMON = Set.of(
            "date",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "transfer-encoding",
            "vary",
            "x-accel-buffering",
            "x-content-type-options",
            "content-security-policy",
            "referrer-policy",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "permissions-policy");

    /** Headers with tokens: of an admin, of one that may do everything with events of {@code web*}, and of two with one right. */
    final String root;

    final String limited;
    final String reader;
    final String drainer;

    private final RunningDaemon daemon;
    private final OpenApi document;
    private final JsonSchema schema;
    private final Set<String> met = new TreeSet<>();

    private DescribedDaemon(RunningDaemon daemon) throws IOException {
        this.daemon = daemon;
        document = OpenApi.read(HttpSocket.get(daemon.http(), "/openapi.yaml").text());
        schema = new JsonSchema(document);
        root = made("{\"name\":\"root\",\"rights\":[\"admin\"]}");
        limited = made(
                "{\"name\":\"limited\",\"rights\":[\"ingest\",\"tail\",\"drain\"],\"apps\":[\"web*\"],\"expires\":\"90d\"}",
                root);
        reader = made("{\"name\":\"reader\",\"rights\":[\"tail\"]}", root);
        drainer = made("{\"name\":\"drainer\",\"rights\":[\"drain\"]}", root);
    }

    /** One with a few tokens, small limits, and a drain that is declared and one that is broken. */
    static DescribedDaemon start(Path data) throws IOException {
        Path broken = Files.createDirectories(data.resolve("drains/broken"));
        Files.writeString(broken.resolve("drain.json"), "{}");
        return new DescribedDaemon(RunningDaemon.start(
                data,
                Map.of(
                        "LOGTAIL_RATE", "app=hasty:1/m",
                        "LOGTAIL_MAX_TAILS", "20",
                        "LOGTAIL_DRAIN_ALLOW", "127.0.0.0/8",
                        "LOGTAIL_DRAINS", "declared=http://127.0.0.1:1/#filter=app=nobody")));
    }

    @Override
    public void close() {
        daemon.close();
    }

    InetSocketAddress address() {
        return daemon.http();
    }

    OpenApi document() {
        return document;
    }

    private String made(String description, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        String made = ask("POST /tokens", "/tokens", description, all.toArray(new String[0]))
                .text();
        return "Authorization: Bearer " + Json.object(made).get("token");
    }

    /** Routes with each status and content type that was answered. */
    Set<String> answersMet() {
        return met;
    }

    Set<String> membersMet() {
        return schema.met();
    }

    /** All routes with each status and content type that the document has, but for what any request may be told. */
    Set<String> answers() {
        var all = new TreeSet<String>();
        document.operations()
                .forEach((route, operation) -> operation.answers().forEach((status, answer) -> {
                    if (!status.equals("default")) {
                        Set<String> types = map(answer.get("content")).keySet();
                        (types.isEmpty() ? Set.of("") : types).forEach(type -> all.add(shown(route, status, type)));
                    }
                }));
        return all;
    }

    /** All members that the document has in answers. */
    Set<String> members() {
        var all = new TreeSet<String>();
        document.operations()
                .forEach((route, operation) -> operation
                        .answers()
                        .forEach((status, answer) -> map(answer.get("content"))
                                .forEach((type, content) ->
                                        schema.addAll(map(map(content).get("schema")), route, all))));
        return all;
    }

    /**
     * Sends a request on a connection of its own.
     *
     * @param route as the document has it
     * @param headers a {@code Content-Length} is added unless there is one, or {@link #NO_LENGTH}
     */
    HttpSocket.Response ask(String route, String target, String body, String... headers) throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            byte[] bytes = body.getBytes(UTF_8);
            var all = new ArrayList<>(List.of(headers));
            if (all.stream().noneMatch(header -> header.startsWith("Content-Length") || header.equals(NO_LENGTH))) {
                all.add("Content-Length: " + bytes.length);
            }
            HttpSocket.Response answer = http.send(HttpSocket.head(method(route), target, all.toArray(new String[0])))
                    .send(bytes)
                    .receive();
            hold(route, answer);
            return answer;
        }
    }

    /**
     * Asks, and fails when the answer has another status.
     *
     * @param token a header; empty for none
     * @return the body
     */
    String expect(int status, String route, String target, String body, String token, String... more)
            throws IOException {
        var headers = new ArrayList<>(List.of(more));
        if (!token.isEmpty()) {
            headers.add(token);
        }
        HttpSocket.Response answer = ask(route, target, body, headers.toArray(new String[0]));
        assertThat(answer.status())
                .as("%s %s: %s", route, target, answer.text())
                .isEqualTo(status);
        return answer.text();
    }

    /** The status of an answer of which nothing more is read, as it may have no end. */
    int status(String route, String target, String... headers) throws IOException {
        try (var http = HttpSocket.open(daemon.http())) {
            var all = new ArrayList<>(List.of(headers));
            all.add("Content-Length: 0");
            return http.send(HttpSocket.head(method(route), target, all.toArray(new String[0])))
                    .receiveHead()
                    .status();
        }
    }

    private void hold(String route, HttpSocket.Response answer) {
        String status = Integer.toString(answer.status());
        Map<String, Object> described = described(route, status);
        assertThat(described)
                .as("%s is answered with %s: %s", route, status, answer.text())
                .isNotEmpty();
        Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.addAll(COMMON);
        headers.addAll(map(described.get("headers")).keySet());
        assertThat(headers)
                .as("headers of %s %s", route, status)
                .containsAll(answer.headers().keySet());
        Map<String, Object> content = map(described.get("content"));
        String type = answer.header("content-type").replaceFirst(";.*", "");
        met.add(shown(route, status, type));
        if (content.isEmpty()) {
            assertThat(type + answer.text()).as("%s %s", route, status).isEmpty();
            return;
        }
        assertThat(content.keySet()).as("content types of %s %s", route, status).contains(type);
        Map<String, Object> rule = map(map(content.get(type)).get("schema"));
        for (Object value : values(type, answer.text())) {
            assertThat(schema.mistakes(value, rule, route))
                    .as("%s %s: %s", route, status, value)
                    .isEmpty();
        }
    }

    /** The answer of a route, or of a method that its path does not take; empty when there is none. */
    private Map<String, Object> described(String route, String status) {
        Map<String, OpenApi.Operation> operations = document.operations();
        if (operations.containsKey(route)) {
            return map(operations.get(route).answers().get(status));
        }
        return operations.entrySet().stream()
                .filter(other -> path(other.getKey()).equals(path(route)))
                .map(other -> map(other.getValue().answers().get("default")))
                .findFirst()
                .orElse(Map.of());
    }

    private static List<Object> values(String type, String text) {
        return switch (type) {
            case "application/x-ndjson" -> text.lines().map(Json::value).toList();
            case "application/json", "application/problem+json" -> List.of(Json.value(text));
            default -> List.of(text);
        };
    }

    private static String method(String route) {
        return route.split(" ", 2)[0];
    }

    private static String path(String route) {
        return route.split(" ", 2)[1];
    }

    private static String shown(String route, String status, String type) {
        return String.join(" ", Arrays.asList(route, status, type)).strip();
    }
}
