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
 * posts. Any thread.
 */
public final class DaemonClient {
    /** After how long without a byte a stream counts as dead: the daemon gives a sign of life every 10 s. */
    public static final Duration SILENCE = Duration.ofSeconds(25);

    public static final String NDJSON = "application/x-ndjson";

    /** Each byte of a message that is no UTF-8 comes as one of the lone surrogates {@code U+DC80} to {@code U+DCFF}. */
    public static final String EXACT_NDJSON = NDJSON + ";ill-formed=surrogateescape";

    private static final Duration FIRST_ANSWER = Duration.ofSeconds(8);
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int POST_TIMEOUT_MS = 60_000;
    private static final int DISCARDED_BYTES = 64 * 1024;
    private static final long MAX_RETRY_AFTER_MS = 60_000;

    private final DaemonAccess access;
    private final int silenceMs;

    /** A stream without a byte for {@code silence} counts as dead. */
    public DaemonClient(DaemonAccess access, Duration silence) {
        this.access = access;
        this.silenceMs = Math.toIntExact(silence.toMillis());
    }

    public DaemonAddress daemon() {
        return access.address();
    }

    /** What an answer means that is none of those that were hoped for. */
    public RefusedException refusal(Reply reply) {
        return new RefusedException(access, reply.status(), reply.detail());
    }

    /**
     * A running answer.
     *
     * @param body ends with the stream; throws when the connection breaks or is silent for too long
     * @param journal the id of the journal that it shows; empty from a daemon that does not tell
     * @param newestId the id of the newest event when the stream was opened, or in several lanes the newest place; likewise
     */
    public record Stream(HttpURLConnection connection, InputStream body, String journal, String newestId)
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
        HttpURLConnection connection = connect(path, query, silenceMs);
        connection.setRequestProperty("Accept", accepted);
        int status = FirstAnswer.status(connection, FIRST_ANSWER);
        if (status != HttpURLConnection.HTTP_OK) {
            throw new RefusedException(access, status, detail(connection));
        }
        return new Stream(
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
     * Posts plain text, as it is, or as {@code headers} say.
     *
     * @throws IOException when no answer came; the lines may or may not have been kept
     */
    public Reply post(String path, UrlQuery query, Map<String, String> headers, byte[] bytes) throws IOException {
        HttpURLConnection connection = connect(path, query, POST_TIMEOUT_MS);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "text/plain");
        headers.forEach(connection::setRequestProperty);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length); // also keeps the JDK from repeating a post by itself
        try (var body = connection.getOutputStream()) {
            body.write(bytes);
        }
        try {
            int status = connection.getResponseCode();
            if (status / 100 == 2) {
                return kept(status, connection.getContentType(), connection.getInputStream());
            }
            ToldProblem problem = problem(connection);
            return new Reply(status, problem.detail(), retryAfterMs(connection), problem.rejected());
        } catch (HttpRetryException e) { // how the JDK tells of a 401 to a streamed post
            return new Reply(e.responseCode(), "", 0);
        }
    }

    /**
     * Asks for something and gives the whole answer.
     *
     * @param json what is sent along; empty for nothing
     * @throws RefusedException when the daemon answers with anything but 2xx
     * @throws IOException when it cannot be reached
     */
    public String ask(String method, String path, UrlQuery query, String json) throws IOException {
        HttpURLConnection connection = connect(path, query, POST_TIMEOUT_MS);
        connection.setRequestMethod(method);
        if (!json.isEmpty()) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (var body = connection.getOutputStream()) {
                body.write(json.getBytes(StandardCharsets.UTF_8));
            }
        }
        int status = connection.getResponseCode();
        if (status / 100 != 2) {
            throw new RefusedException(access, status, detail(connection));
        }
        try (var body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpURLConnection connect(String path, UrlQuery query, int readTimeoutMs) throws IOException {
        var connection =
                (HttpURLConnection) access.address().at(path, query).toURL().openConnection();
        if (access.tls() != null) {
            ((HttpsURLConnection) connection).setSSLSocketFactory(access.tls());
        }
        if (access.token().isGiven()) {
            connection.setRequestProperty("Authorization", access.token().authorization());
        }
        connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
        connection.setReadTimeout(readTimeoutMs);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", Version.userAgent());
        return connection;
    }

    private static String detail(HttpURLConnection connection) throws IOException {
        return problem(connection).detail();
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
