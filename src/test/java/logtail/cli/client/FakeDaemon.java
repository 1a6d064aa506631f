package logtail.cli.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Answers HTTP as told, one answer per request in order, the last one again and again; keeps the requests. */
public final class FakeDaemon implements AutoCloseable {
    /** One request as it came. */
    public record Request(
            String method,
            String path,
            String query,
            String key,
            String producer,
            String readAt,
            String authorization,
            String latin1) {
        public byte[] body() {
            return latin1.getBytes(ISO_8859_1);
        }

        public String text() {
            return new String(body(), UTF_8);
        }
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<HttpHandler> answers;
    private final HttpServer server;
    private volatile HttpHandler readiness = status(200);

    private FakeDaemon(int port, List<HttpHandler> answers) throws IOException {
        this.answers = answers;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.createContext("/readyz", exchange -> readiness.handle(exchange)); // neither counted nor kept
        server.start();
    }

    public static FakeDaemon answering(HttpHandler... answers) throws IOException {
        return new FakeDaemon(0, List.of(answers));
    }

    public static FakeDaemon at(DaemonAddress address, HttpHandler... answers) throws IOException {
        return new FakeDaemon(address.at("/", new UrlQuery()).getPort(), List.of(answers));
    }

    /** Where nobody listens. */
    public static DaemonAddress away() throws IOException {
        try (var gone = answering(status(404))) {
            return gone.address();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** Answers 503 with this reason to who asks whether it is ready. */
    public void isUnready(String why) {
        readiness = status(503, Map.of(), why);
    }

    /** Without a token. */
    public DaemonAccess access() {
        return DaemonAccess.to(address());
    }

    public DaemonAddress address() {
        return new DaemonAddress("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Request> requests() {
        return requests;
    }

    /** All that was posted and matches, as one text. */
    public String posted(Predicate<Request> which) {
        var text = new StringBuilder();
        requests.stream().filter(which).forEach(request -> text.append(request.text()));
        return text.toString();
    }

    public static HttpHandler status(int status) {
        return status(status, Map.of(), "");
    }

    public static HttpHandler status(int status, Map<String, String> headers, String body) {
        return exchange -> {
            headers.forEach(exchange.getResponseHeaders()::add);
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** A stream of these lines that ends well. */
    public static HttpHandler stream(String... lines) {
        return exchange -> {
            send(exchange, lines);
            exchange.close();
        };
    }

    /** The same, from a daemon whose newest event has this id. */
    public static HttpHandler openedAt(String newestId, HttpHandler stream) {
        return exchange -> {
            exchange.getResponseHeaders().add("Logtail-Newest", newestId);
            stream.handle(exchange);
        };
    }

    /** A stream whose connection breaks behind these lines, or inside the last one when it has no end. */
    public static HttpHandler brokenStream(String text) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(text.getBytes(UTF_8));
            exchange.getResponseBody().flush();
            throw new IOException("breaks here on purpose");
        };
    }

    private static void send(HttpExchange exchange, String... lines) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        for (String line : lines) {
            exchange.getResponseBody().write((line + "\n").getBytes(UTF_8));
        }
        exchange.getResponseBody().flush();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var uri = exchange.getRequestURI();
        int number;
        synchronized (requests) {
            number = requests.size();
            String query = uri.getQuery() == null ? "" : uri.getQuery();
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    uri.getPath(),
                    query,
                    header(exchange, "Idempotency-Key"),
                    header(exchange, "Logtail-Producer"),
                    header(exchange, "Logtail-Read-At"),
                    header(exchange, "Authorization"),
                    new String(body, ISO_8859_1)));
        }
        answers.get(Math.min(number, answers.size() - 1)).handle(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
