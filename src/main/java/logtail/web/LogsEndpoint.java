package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import logtail.event.AttemptKey;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.ingest.Intake;
import logtail.ingest.Sender;
import logtail.parse.Frames;
import logtail.parse.LineFrames;
import logtail.parse.LogplexFrames;
import logtail.parse.SyslogFrames;
import logtail.pipeline.Attempt;
import logtail.pipeline.Attempts;

/**
 * {@code POST /logs}: lines of text or JSON objects, taken while they arrive, or a whole {@code application/logplex-1}
 * body. Answers 204 once every line is in the journal. What a line is, is seen from the line, not from the content type,
 * as {@code curl -d} calls everything a form.
 *
 * <p>A request with a key ({@code Idempotency-Key}, or {@code Logplex-Frame-Id} of a Logplex body) is held whole and taken
 * once: lines which an earlier request with that key has brought are passed over. While that one is under way the answer is
 * 409. A key belongs to its header and the app that the request names.
 */
public final class LogsEndpoint implements Endpoint {
    private static final String LOGPLEX = "application/logplex-1";
    private static final String COUNT_HEADER = "Logplex-Msg-Count";
    private static final String FRAME_ID_HEADER = "Logplex-Frame-Id";
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final int MAX_KEY_LENGTH = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<String> PARAMETERS = Set.of("app", "process", "host", "level");

    private final Intake lines;
    private final Intake logplex;
    private final Attempts deliveries;
    private final WholeBody.Limit maxBody;
    private final Duration patience;

    /**
     * Text goes to {@code lines}, frames of Logplex to {@code logplex}; bodies of Logplex or with a key have at most
     * {@code maxBodyBytes}.
     */
    public LogsEndpoint(Intake lines, Intake logplex, Attempts deliveries, int maxBodyBytes) {
        this(lines, logplex, deliveries, maxBodyBytes, PATIENCE);
    }

    LogsEndpoint(Intake lines, Intake logplex, Attempts deliveries, int maxBodyBytes, Duration patience) {
        this.patience = patience;
        this.lines = lines;
        this.logplex = logplex;
        this.deliveries = deliveries;
        maxBody = new WholeBody.Limit(maxBodyBytes, "LOGTAIL_MAX_BODY");
    }

    @Override
    public void begin(Exchange exchange) {
        String encoding = exchange.headers().get(CONTENT_ENCODING, "identity");
        if (!encoding.equalsIgnoreCase("identity")) { // those that we read are decoded, and their header is gone
            exchange.respond(new Problem(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Encoding is '%s'; /logs takes gzip, deflate, zstd or none".formatted(encoding)));
            return;
        }
        String trouble = lines.pipeline().trouble();
        if (!trouble.isEmpty()) {
            exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, trouble));
            return;
        }
        Sender sender = sender(exchange);
        String type = exchange.headers().get(CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        boolean isLogplex = type.startsWith(LOGPLEX);
        Optional<AttemptKey> key = key(exchange, KEY_HEADER, sender)
                .or(() -> isLogplex ? key(exchange, FRAME_ID_HEADER, sender) : Optional.empty());
        if (isLogplex || key.isPresent()) {
            WholeBody.read(exchange, maxBody, body -> {
                if (!isLogplex || isSound(exchange, body)) {
                    takeWhole(exchange, isLogplex, sender, key, body);
                }
            });
        } else {
            var stream = lines.stream(new LineFrames(lines.maxFrameBytes()), sender);
            exchange.readBody(new Upload(exchange, lines, stream, patience));
        }
    }

    private void takeWhole(
            Exchange exchange, boolean isLogplex, Sender sender, Optional<AttemptKey> key, ByteBuf body) {
        Intake intake = isLogplex ? logplex : lines;
        Frames frames = isLogplex ? new SyslogFrames(intake.maxFrameBytes()) : new LineFrames(intake.maxFrameBytes());
        if (key.isEmpty()) {
            take(exchange, new Upload(exchange, intake, intake.stream(frames, sender), patience), body);
            return;
        }
        Runnable once = () -> deliveries
                .tryBegin(key.get())
                .ifPresentOrElse(
                        delivery -> take(exchange, upload(exchange, intake, frames, sender, delivery), body),
                        () -> exchange.respond(new Problem(
                                HttpResponseStatus.CONFLICT,
                                "another request with this key is under way; send it again")));
        deliveries.whenReady(() -> exchange.channel().eventLoop().execute(once));
    }

    private Upload upload(Exchange exchange, Intake intake, Frames frames, Sender sender, Attempt delivery) {
        return new Upload(exchange, intake, intake.stream(frames, sender, delivery), patience, delivery);
    }

    private static void take(Exchange exchange, Upload upload, ByteBuf body) {
        exchange.onGone(upload::gone);
        upload.content(body);
        upload.end();
    }

    /** Answers itself when the body is not. */
    private static boolean isSound(Exchange exchange, ByteBuf body) {
        int from = body.arrayOffset() + body.readerIndex();
        int count = LogplexFrames.count(body.array(), from, from + body.readableBytes());
        if (count < 0) {
            exchange.respond(
                    Problem.badRequest("the body is not a sequence of octet-counted frames (RFC 6587, 3.4.1)"));
            return false;
        }
        String announced = exchange.headers().get(COUNT_HEADER);
        if (announced != null && !announced.strip().equals(Integer.toString(count))) {
            exchange.respond(Problem.badRequest(
                    "%s is '%s', but the body holds %d frames".formatted(COUNT_HEADER, announced, count)));
            return false;
        }
        return true;
    }

    private static Optional<AttemptKey> key(Exchange exchange, String header, Sender sender) {
        List<String> values = exchange.headers().getAll(header);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = String.join(" ", values); // more than one is no key
        if (value.isEmpty() || value.length() > MAX_KEY_LENGTH || !value.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new BadParameterException("header %s is '%s'; it takes 1 to %d visible ASCII characters"
                    .formatted(header, value, MAX_KEY_LENGTH));
        }
        return Optional.of(AttemptKey.of(header + ' ' + sender.app(), value));
    }

    private static Sender sender(Exchange exchange) {
        exchange.expectParameters("/logs", PARAMETERS);
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
