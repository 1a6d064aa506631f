package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.ingest.Intake;
import logtail.ingest.Sender;
import logtail.parse.LineFrames;
import logtail.parse.SyslogFrames;

/**
 * {@code POST /logs}: lines of text or JSON objects, taken while they arrive, or a whole {@code application/logplex-1}
 * body. Answers 204 once every line is in the journal. What a line is, is seen from the line, not from the content type,
 * as {@code curl -d} calls everything a form.
 */
public final class LogsEndpoint implements Endpoint {
    private static final String LOGPLEX = "application/logplex-1";
    private static final List<HttpMethod> METHODS = List.of(HttpMethod.POST, HttpMethod.PUT);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<String> PARAMETERS = Set.of("app", "process", "host", "level");

    private final Intake lines;
    private final Intake logplex;
    private final long maxBodyBytes;
    private final Duration patience;

    /** Text goes to {@code lines}; frames of Logplex, at most {@code maxBodyBytes} a request, to {@code logplex}. */
    public LogsEndpoint(Intake lines, Intake logplex, long maxBodyBytes) {
        this(lines, logplex, maxBodyBytes, PATIENCE);
    }

    LogsEndpoint(Intake lines, Intake logplex, long maxBodyBytes, Duration patience) {
        this.patience = patience;
        this.lines = lines;
        this.logplex = logplex;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public void begin(Exchange exchange) {
        if (!METHODS.contains(exchange.method())) {
            exchange.respondNotAllowed(METHODS);
            return;
        }
        String encoding = exchange.headers().get(CONTENT_ENCODING, "identity");
        if (!encoding.equalsIgnoreCase("identity")) { // those that we read are decoded, and their header is gone
            exchange.respond(new Problem(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Encoding is '%s'; /logs takes gzip, deflate or none".formatted(encoding)));
            return;
        }
        String trouble = lines.pipeline().trouble();
        if (!trouble.isEmpty()) {
            exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, trouble));
            return;
        }
        Sender sender = sender(exchange);
        String type = exchange.headers().get(CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (type.startsWith(LOGPLEX)) {
            var stream = logplex.stream(new SyslogFrames(logplex.maxFrameBytes()), sender);
            exchange.readBody(new LogplexBody(exchange, new Upload(exchange, logplex, stream, patience), maxBodyBytes));
        } else {
            var stream = lines.stream(new LineFrames(lines.maxFrameBytes()), sender);
            exchange.readBody(new Upload(exchange, lines, stream, patience));
        }
    }

    private static Sender sender(Exchange exchange) {
        for (String name : exchange.parameterNames()) {
            if (!PARAMETERS.contains(name)) {
                throw new BadParameterException(
                        "parameter %s is not known; /logs takes %s".formatted(name, String.join(", ", PARAMETERS)));
            }
        }
        return new Sender(
                name(exchange, "app"),
                name(exchange, "process"),
                name(exchange, "host"),
                Slice.of(""),
                level(exchange));
    }

    /** A query parameter, or the header {@code Logtail-App} and its like. */
    private static Slice name(Exchange exchange, String name) {
        Optional<String> header = Optional.ofNullable(exchange.headers().get("Logtail-" + name));
        return Slice.of(exchange.parameter(name).or(() -> header).orElse(""));
    }

    private static int level(Exchange exchange) {
        return exchange.parameter("level")
                .map(level -> Severity.named(level)
                        .orElseThrow(() -> new BadParameterException("level", level, TailParameters.LEVELS)))
                .map(Severity::code)
                .orElse(Severity.NONE);
    }
}
