package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.ingest.Intake;
import logtail.ingest.Sender;
import logtail.ingest.TimeFrom;
import logtail.parse.LogplexFrames;
import logtail.pipeline.Attempts;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /logs}: accepts lines of text or JSON objects while they arrive, or a whole {@code application/logplex-1}
 * body. Answers 204 once every line is in the journal. Detects the format of each line by its content, not by {@code
 * Content-Type}, as {@code curl -d} declares everything a form.
 *
 * <p>A request with a key ({@code Idempotency-Key}, or {@code Logplex-Frame-Id} of a Logplex body) or the sequence of a
 * producer ({@code Logtail-Producer: ID:SEQUENCE}) is buffered whole and stored once: lines that an earlier request with the
 * same key has stored are skipped. While that request is in progress the response is 409. Keys are scoped to their header
 * and the app of the request.
 */
public final class LogsEndpoint implements Endpoint {
    private static final String LOGPLEX = "application/logplex-1";
    private static final String COUNT_HEADER = "Logplex-Msg-Count";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<String> PARAMETERS = Set.of("app", "process", "host", "level", "time_from");
    private static final String READ_AT_HEADER = "Logtail-Read-At";
    private static final long EARLIEST_NS = 631_152_000_000_000_000L; // 1990; less is another unit

    private final Intake lines;
    private final Intake logplex;
    private final Attempts attempts;
    private final WholeBody.Limit maxBody;
    private final Duration patience;

    /**
     * Sends text to {@code lines} and Logplex frames to {@code logplex}; Logplex bodies and bodies with a key are limited to
     * {@code maxBodyBytes}.
     */
    public LogsEndpoint(Intake lines, Intake logplex, Attempts attempts, int maxBodyBytes) {
        this(lines, logplex, attempts, maxBodyBytes, PATIENCE);
    }

    LogsEndpoint(Intake lines, Intake logplex, Attempts attempts, int maxBodyBytes, Duration patience) {
        this.patience = patience;
        this.lines = lines;
        this.logplex = logplex;
        this.attempts = attempts;
        maxBody = new WholeBody.Limit(maxBodyBytes, "LOGTAIL_MAX_BODY");
    }

    @Override
    public void begin(Exchange exchange) {
        String encoding = exchange.headers().get(CONTENT_ENCODING, "identity");
        if (!encoding.equalsIgnoreCase(
                "identity")) { // supported encodings are decoded before, and their header removed
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
        var sentAgain = IdempotencyHeaders.of(exchange, sender, isLogplex);
        if (isLogplex || sentAgain.key().isPresent()) {
            WholeBody.read(exchange, maxBody, body -> {
                if (!isLogplex || isSound(exchange, body)) {
                    takeWhole(exchange, isLogplex ? logplex : lines, sender, sentAgain, body);
                }
            });
        } else {
            exchange.readBody(new Upload(exchange, lines.stream(sender), patience));
        }
    }

    private void takeWhole(
            Exchange exchange, Intake intake, Sender sender, IdempotencyHeaders sentAgain, ByteBuf body) {
        if (sentAgain.key().isEmpty()) {
            take(exchange, new Upload(exchange, intake.stream(sender), patience), body);
            return;
        }
        Runnable once = () -> attempts.tryBegin(sentAgain.key().get(), sentAgain.former())
                .ifPresentOrElse(
                        attempt -> take(
                                exchange,
                                new Upload(exchange, intake.stream(sender, attempt), patience, attempt),
                                body),
                        () -> exchange.respond(new Problem(
                                HttpResponseStatus.CONFLICT,
                                "another request with this key is in progress; send it again later")));
        attempts.whenReady(() -> exchange.channel().eventLoop().execute(once));
    }

    private static void take(Exchange exchange, Upload upload, ByteBuf body) {
        exchange.onGone(upload::gone);
        upload.content(body);
        upload.end();
    }

    /** False, with the response sent, when the body is invalid. */
    private static boolean isSound(Exchange exchange, ByteBuf body) {
        int from = body.arrayOffset() + body.readerIndex();
        int count = LogplexFrames.count(body.array(), from, from + body.readableBytes());
        if (count < 0) {
            int at = LogplexFrames.brokenAt(body.array(), from, from + body.readableBytes()) - from;
            exchange.respond(Problem.badRequest(
                    "the body is not a sequence of octet-counted frames (RFC 6587, 3.4.1): no whole one begins at byte "
                            + at));
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

    private static Sender sender(Exchange exchange) {
        exchange.expectParameters("/logs", PARAMETERS);
        return new Sender(
                name(exchange, "app"),
                name(exchange, "process"),
                name(exchange, "host"),
                Slice.of(""),
                level(exchange),
                new Sender.Times(timeFrom(exchange), readAtNs(exchange)));
    }

    private static @Nullable TimeFrom timeFrom(Exchange exchange) {
        Optional<String> value = exchange.parameter("time_from");
        return value.isEmpty()
                ? null
                : switch (value.get()) {
                    case "line" -> TimeFrom.LINE;
                    case "receive" -> TimeFrom.RECEIVE;
                    default -> throw new BadParameterException("time_from", value.get(), "line or receive");
                };
    }

    /** When a shipper read the lines, for those that state no time. */
    private static long readAtNs(Exchange exchange) {
        String value = exchange.headers().get(READ_AT_HEADER);
        if (value == null) {
            return Line.NO_TIME;
        }
        try {
            long ns = Long.parseLong(value.strip());
            if (ns >= EARLIEST_NS) {
                return ns;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        throw new BadParameterException("header %s is '%s'; it takes nanoseconds since 1970, from %d to %d"
                .formatted(READ_AT_HEADER, value, EARLIEST_NS, Long.MAX_VALUE));
    }

    /** A query parameter, or else the header {@code Logtail-NAME}. */
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
