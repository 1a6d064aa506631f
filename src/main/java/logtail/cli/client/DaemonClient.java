package logtail.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import logtail.runtime.Version;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to the daemon, and the one class that knows how. It stands on {@link HttpURLConnection}: with the AOT cache a
 * whole process with one streamed GET takes 49 ms, and 165 to 470 ms with {@code java.net.http.HttpClient}; its stream
 * tells what can be read without waiting, and its read timeout finds a dead connection. Keeps connections alive between
 * posts. Of several addresses it asks the next when one is away. Any thread.
 */
public final class DaemonClient {
    /** After how long without a byte a stream counts as dead: the daemon gives a sign of life every 10 s. */
    public static final Duration SILENCE = Duration.ofSeconds(25);

    public static final String NDJSON = "application/x-ndjson";

    /** Each byte of a message that is no UTF-8 comes as one of the lone surrogates {@code U+DC80} to {@code U+DCFF}. */
    public static final String EXACT_NDJSON = NDJSON + ";ill-formed=surrogateescape";

    private static final Duration FIRST_ANSWER = Duration.ofSeconds(8);
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int CONNECT_TIMEOUT_OF_SEVERAL_MS = 2_000;
    private static final int POST_TIMEOUT_MS = 60_000;
    private static final int DISCARDED_BYTES = 64 * 1024;
    private static final long MAX_RETRY_AFTER_MS = 60_000;

    private final DaemonAccess access;
    private final Nodes nodes;
    private final int silenceMs;

    /** A stream without a byte for {@code silence} counts as dead. */
    public DaemonClient(DaemonAccess access, Duration silence) {
        this.access = access;
        this.nodes = new Nodes(access.addresses());
        this.silenceMs = Math.toIntExact(silence.toMillis());
    }

    /** Where the daemon is that is asked next. */
    public DaemonAddress daemon() {
        return nodes.inUse();
    }

    /** All that may be asked. */
    public DaemonAddresses daemons() {
        return nodes.all();
    }

    /** Asks another from now on, if there is one, as this one ended a stream or is silent. */
    public void leave(DaemonAddress daemon) {
        nodes.leave(daemon);
    }

    /** What an answer means that is none of those that were hoped for. */
    public RefusedException refusal(Reply reply) {
        return new RefusedException(daemon(), access.token(), reply.status(), reply.detail());
    }

    /** What it means that no answer came. */
    public UnreachableException unreachable(IOException cause) {
        return new UnreachableException(
                cause instanceof AllAwayException ? daemons() : DaemonAddresses.of(daemon()), cause);
    }

    /**
     * A running answer.
     *
     * @param daemon where it comes from
     * @param body ends with the stream; throws when the connection breaks or is silent for too long
     * @param journal the id of the journal that it shows; empty from a daemon that does not tell
     * @param newestId the id of the newest event when the stream was opened, or in several lanes the newest place; likewise
     */
    public record Stream(
            DaemonAddress daemon, HttpURLConnection connection, InputStream body, String journal, String newestId)
            implements AutoCloseable {
        @Override
        public void close() {
            connection.disconnect();
        }
    }

    /**
     * How a post went.
     *
     * @param detail what the daemon has to say when the status is not 2xx, or of the first line that it rejected
     * @param retryAfterMs how long it asks us to wait, 0 when it does not
     * @param rejected how many lines it will never take, while all others of the post are kept
     */
    public record Reply(int status, String detail, long retryAfterMs, long rejected) {
        /** An answer that rejects no single lines. */
        public Reply(int status, String detail, long retryAfterMs) {
            this(status, detail, retryAfterMs, 0);
        }

        /** Whether the daemon has dealt with every line: it keeps all but those that it rejects one by one. */
        public boolean isKept() {
            return status / 100 == 2 || (status == HttpURLConnection.HTTP_FORBIDDEN && rejected > 0);
        }

        public boolean isWorthRetrying() {
            return RefusedException.isPassing(status)
                    || status == HttpURLConnection.HTTP_CLIENT_TIMEOUT
                    || status == HttpURLConnection.HTTP_CONFLICT;
        }
    }

    /**
     * Opens a stream of NDJSON.
     *
     * @throws RefusedException when the daemon answers with anything but 200
     * @throws IOException when it cannot be reached
     */
    public Stream stream(String path, UrlQuery query) throws IOException {
        return stream(path, query, NDJSON);
    }

    /** The same, with what to accept: {@link #NDJSON} or {@link #EXACT_NDJSON}. */
    public Stream stream(String path, UrlQuery query, String accepted) throws IOException {
        Nodes.Answer answer = nodes.ask(node -> {
            HttpURLConnection asked = open(node, path, query, silenceMs);
            asked.setRequestProperty("Accept", accepted);
            return new Nodes.Answer(node, asked, FirstAnswer.status(asked, FIRST_ANSWER));
        });
        HttpURLConnection connection = answer.connection();
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            throw refused(answer.node(), connection, answer.status());
        }
        return new Stream(
                answer.node(),
                connection,
                connection.getInputStream(),
                header(connection, "Logtail-Journal"),
                header(connection, "Logtail-Newest"));
    }

    private static String header(HttpURLConnection connection, String name) {
        @Nullable String value = connection.getHeaderField(name);
        return value == null ? "" : value;
    }

    /**
     * Posts plain text, as it is, or as {@code headers} say. Of several daemons the next gets it when one gives no answer or will
     * not take it now.
     *
     * @throws IOException when no answer came; the lines may or may not have been kept
     */
    public Reply post(String path, UrlQuery query, Map<String, String> headers, byte[] bytes) throws IOException {
        Nodes.Answer answer = nodes.ask(node -> {
            HttpURLConnection connection = open(node, path, query, POST_TIMEOUT_MS);
            connection.setRequestProperty("Content-Type", "text/plain");
            headers.forEach(connection::setRequestProperty);
            return new Nodes.Answer(node, connection, post(connection, bytes));
        });
        int status = answer.status();
        HttpURLConnection connection = answer.connection();
        if (status / 100 == 2) {
            return kept(status, connection.getContentType(), connection.getInputStream());
        }
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
            return new Reply(status, "", 0); // all that the JDK tells of it after a streamed post
        }
        ToldProblem problem = problem(connection);
        return new Reply(status, problem.detail(), retryAfterMs(connection), problem.rejected());
    }

    /** Gives the status of the answer. */
    private static int post(HttpURLConnection connection, byte[] bytes) throws IOException {
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length); // also keeps the JDK from repeating a post by itself
        try (var body = connection.getOutputStream()) {
            body.write(bytes);
        }
        try {
            return connection.getResponseCode();
        } catch (HttpRetryException e) { // how the JDK tells of a 401 to a streamed post
            return e.responseCode();
        }
    }

    /**
     * Asks for something and gives the whole answer. What changes something is sent once: of several daemons to the first that
     * takes the connection.
     *
     * @param json what is sent along; empty for nothing
     * @throws RefusedException when the daemon answers with anything but 2xx
     * @throws IOException when it cannot be reached
     */
    public String ask(String method, String path, UrlQuery query, String json) throws IOException {
        Nodes.Answer answer = nodes.ask(node -> {
            HttpURLConnection asked = open(node, path, query, POST_TIMEOUT_MS);
            asked.setRequestMethod(method);
            if (!json.isEmpty()) {
                asked.setRequestProperty("Content-Type", "application/json");
                asked.setDoOutput(true);
            }
            asked.connect();
            return new Nodes.Answer(
                    node, asked, method.equals("GET") ? asked.getResponseCode() : Nodes.Answer.CONNECTED);
        });
        HttpURLConnection connection = answer.connection();
        int status = answer.status() == Nodes.Answer.CONNECTED ? send(connection, json) : answer.status();
        if (status / 100 != 2) {
            throw refused(answer.node(), connection, status);
        }
        try (var body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Gives the status of the answer. */
    private static int send(HttpURLConnection connection, String json) throws IOException {
        if (!json.isEmpty()) {
            try (var body = connection.getOutputStream()) {
                body.write(json.getBytes(StandardCharsets.UTF_8));
            }
        }
        return connection.getResponseCode();
    }

    private HttpURLConnection open(DaemonAddress node, String path, UrlQuery query, int readTimeoutMs)
            throws IOException {
        var connection = (HttpURLConnection) node.at(path, query).toURL().openConnection();
        if (access.tls() != null) {
            ((HttpsURLConnection) connection).setSSLSocketFactory(access.tls());
        }
        if (access.token().isGiven()) {
            connection.setRequestProperty("Authorization", access.token().authorization());
        }
        connection.setConnectTimeout(daemons().areSeveral() ? CONNECT_TIMEOUT_OF_SEVERAL_MS : CONNECT_TIMEOUT_MS);
        connection.setReadTimeout(readTimeoutMs);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", Version.userAgent());
        return connection;
    }

    private RefusedException refused(DaemonAddress node, HttpURLConnection connection, int status) throws IOException {
        return new RefusedException(
                node, access.token(), status, problem(connection).detail());
    }

    private static ToldProblem problem(HttpURLConnection connection) throws IOException {
        @Nullable InputStream body = connection.getErrorStream();
        if (body == null) {
            return ToldProblem.NONE;
        }
        try (body) {
            return ToldProblem.read(connection.getContentType(), body.readNBytes(DISCARDED_BYTES));
        }
    }

    /** Reads the body to its end, too, which lets the connection be used again. */
    private static Reply kept(int status, @Nullable String contentType, InputStream body) throws IOException {
        try (body) {
            ToldProblem told = ToldProblem.read(contentType, body.readNBytes(DISCARDED_BYTES));
            return told.rejected() == 0
                    ? new Reply(status, "", 0)
                    : new Reply(status, told.detail(), 0, told.rejected());
        }
    }

    private static long retryAfterMs(HttpURLConnection connection) {
        @Nullable String header = connection.getHeaderField("Retry-After");
        if (header == null) {
            return 0;
        }
        long delayMs;
        try {
            delayMs = Long.parseLong(header.strip()) * 1_000;
        } catch (NumberFormatException e) {
            delayMs = connection.getHeaderFieldDate("Retry-After", 0) - System.currentTimeMillis();
        }
        return Math.clamp(delayMs, 0, MAX_RETRY_AFTER_MS);
    }
}
