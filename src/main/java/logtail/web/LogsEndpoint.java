package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import logtail.access.AppScope;
import logtail.event.Line;
import logtail.event.Names;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.ingest.By;
import logtail.ingest.FramedLines;
import logtail.ingest.Intake;
import logtail.ingest.IntakeContext;
import logtail.ingest.Sender;
import logtail.ingest.TimeFrom;
import logtail.ingest.rate.TooFast;
import logtail.parse.LogplexFrames;
import logtail.parse.join.JoinRules;
import logtail.pipeline.Attempt;
import logtail.pipeline.Attempts;
import logtail.pipeline.IngestPipeline;
import logtail.web.unpack.BodyUnpacker;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /logs}: accepts lines of text or JSON objects, or JSON values, while they arrive, or a whole {@code
 * application/logplex-1} body ({@link LogsForm}). Answers 204 once every line is in the journal. Whether a line is text or JSON is seen
 * by its content; a form is text too, as {@code curl -d} declares everything one.
 *
 * <p>A request with a key ({@code Idempotency-Key}, or {@code Logplex-Frame-Id} of a Logplex body) or the sequence of a
 * producer ({@code Logtail-Producer: ID:SEQUENCE}) is buffered whole and stored once: lines that an earlier request with the
 * same key has stored are skipped. While that request is in progress the response is 409; while it is not known what is stored, 503; a key that came with another body is 422,
 * as long as this run of the daemon knows the key: receipts in the journal tell keys, not bodies. Keys are scoped to their header and
 * the app of the request.
 */
public final class LogsEndpoint implements Endpoint {
    private static final String COUNT_HEADER = "Logplex-Msg-Count";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<String> PARAMETERS = Set.of("app", "process", "host", "level", "time_from", "join");
    private static final String READ_AT_HEADER = "Logtail-Read-At";
    private static final long EARLIEST_NS = 631_152_000_000_000_000L; // 1990; less is another unit

    private final Map<LogsForm, Intake> intakes;
    private final Attempts attempts;
    private final WholeBody.Limit maxBody;
    private final Duration patience;
    private final IngestPipeline pipeline;

    /** Logplex bodies and bodies with a key are limited to {@code maxBodyBytes}. */
    public LogsEndpoint(IntakeContext context, TimeFrom timeFrom, Attempts attempts, int maxBodyBytes) {
        this(context, timeFrom, attempts, maxBodyBytes, PATIENCE);
    }

    LogsEndpoint(IntakeContext context, TimeFrom timeFrom, Attempts attempts, int maxBodyBytes, Duration patience) {
        this.patience = patience;
        ZoneId zone = ZoneId.systemDefault();
        intakes = Map.of(
                LogsForm.LINES, new Intake("http", FramedLines.lines(zone, timeFrom), context),
                LogsForm.JSON, new Intake("http", FramedLines.json(zone, timeFrom), context),
                LogsForm.LOGPLEX, new Intake("logplex", FramedLines.syslog(zone), context));
        pipeline = context.pipeline();
        this.attempts = attempts;
        maxBody = new WholeBody.Limit(maxBodyBytes, "LOGTAIL_MAX_BODY");
    }

    @Override
    public void begin(Exchange exchange) {
        String encoding = String.join(", ", exchange.headers().getAll(CONTENT_ENCODING));
        if (!encoding.isEmpty()
                && !encoding.equalsIgnoreCase(
                        "identity")) { // supported encodings are decoded before, and their header removed
            exchange.respond(new Problem(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Encoding is '%s'; /logs takes %s or none".formatted(encoding, BodyUnpacker.ENCODINGS)));
            return;
        }
        String type = exchange.headers().get(CONTENT_TYPE, "");
        Optional<Problem> refusal = LogsForm.refusal(type);
        if (refusal.isPresent()) {
            exchange.respond(refusal.get());
            return;
        }
        if (exchange.isLengthMissing()) {
            exchange.respond(new Problem(
                    HttpResponseStatus.LENGTH_REQUIRED,
                    "there is neither Content-Length nor Transfer-Encoding: chunked, so no body can be read"));
            return;
        }
        String trouble = pipeline.trouble();
        if (!trouble.isEmpty()) {
            exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, trouble));
            return;
        }
        Sender sender = sender(exchange);
        LogsForm form = LogsForm.of(type);
        Intake intake = joining(exchange, Objects.requireNonNull(intakes.get(form)));
        AppScope scope = exchange.sender().apps();
        if (!sender.app().isEmpty() && !scope.includes(Names.fit(sender.app().toString(), Names.MAX_BYTES))) {
            intake.denyApp(exchange.remote().host());
            exchange.respond(new Problem(
                    HttpResponseStatus.FORBIDDEN,
                    "this token is for %s, not for app %s".formatted(scope, sender.app())));
            return;
        }
        Optional<TooFast> tooFast = intake.tooFast(sender);
        if (tooFast.isPresent()) {
            exchange.respond(Upload.tooFast(tooFast.get()));
            return;
        }
        boolean isLogplex = form == LogsForm.LOGPLEX;
        var sentAgain = IdempotencyHeaders.of(exchange, sender, isLogplex);
        String unknown = sentAgain.key().isPresent() ? attempts.trouble() : "";
        if (!unknown.isEmpty()) {
            exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, unknown));
            return;
        }
        if (isLogplex || sentAgain.key().isPresent()) {
            WholeBody.read(exchange, maxBody, body -> {
                if (!isLogplex || isSound(exchange, body)) {
                    takeWhole(exchange, intake, sender, sentAgain, body);
                }
            });
        } else {
            exchange.readBody(new Upload(exchange, intake.stream(sender), patience));
        }
    }

    private void takeWhole(
            Exchange exchange, Intake intake, Sender sender, IdempotencyHeaders sentAgain, ByteBuf body) {
        if (sentAgain.key().isEmpty()) {
            take(exchange, new Upload(exchange, intake.stream(sender), patience), body);
            return;
        }
        Runnable once = () -> attempts.tryBegin(sentAgain.key().get(), sentAgain.former(), digest(body))
                .ifPresentOrElse(
                        attempt -> takeOnce(exchange, intake, sender, attempt, body),
                        () -> exchange.respond(new Problem(
                                HttpResponseStatus.CONFLICT,
                                "another request with this key is in progress; send it again later")));
        attempts.whenReady(() -> exchange.channel().eventLoop().execute(once));
    }

    private void takeOnce(Exchange exchange, Intake intake, Sender sender, Attempt attempt, ByteBuf body) {
        if (attempt.isOfOtherBody()) {
            attempt.end();
            exchange.respond(new Problem(
                    HttpResponseStatus.UNPROCESSABLE_ENTITY,
                    "this key came with another body before; each body takes a key of its own"));
            return;
        }
        take(exchange, new Upload(exchange, intake.stream(sender, attempt), patience, attempt), body);
    }

    /** The length of a body and its CRC-32C: it guards against mistakes, not against malice. */
    private static long digest(ByteBuf body) {
        var crc = new CRC32C();
        crc.update(body.nioBuffer());
        return crc.getValue() << Integer.SIZE | body.readableBytes();
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
                                    + at)
                    .atLine(LogplexFrames.count(body.array(), from, from + at) + 1)
                    .afterKeeping(0));
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
                new Sender.Times(timeFrom(exchange), readAtNs(exchange)),
                new By.Admitted(exchange.sender(), exchange.remote().host()));
    }

    /** The intake that joins lines as the request wants it. */
    private static Intake joining(Exchange exchange, Intake intake) {
        Optional<String> list = exchange.parameter("join");
        return list.isEmpty()
                ? intake
                : intake.joining(JoinRules.parse(list.get())
                        .orElseThrow(() -> new BadParameterException("join", list.get(), JoinRules.ACCEPTED)));
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
        Optional<Slice> parameter = exchange.parameter(name).map(Slice::of);
        return parameter.orElseGet(() -> headerBytes(exchange.headers().get("Logtail-" + name, "")));
    }

    /** A header's bytes as they were sent, which may be UTF-8; Netty gives each as one character. */
    private static Slice headerBytes(String value) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        var slice = new Slice();
        slice.set(bytes, 0, bytes.length);
        return slice;
    }

    private static int level(Exchange exchange) {
        return exchange.parameter("level")
                .map(level -> Severity.named(level)
                        .orElseThrow(() -> new BadParameterException("level", level, TailParameters.LEVELS)))
                .map(Severity::code)
                .orElse(Severity.NONE);
    }
}
