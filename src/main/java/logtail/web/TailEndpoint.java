package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import logtail.encode.EventFormat;
import logtail.journal.Cursor;
import logtail.query.TailQuery;
import logtail.runtime.Clock;
import logtail.tail.Reading;
import logtail.tail.TailHub;
import logtail.tail.TailSink;

/** {@code GET /tail}: a filtered tail of the journal as NDJSON, server-sent events or text, chosen by {@code Accept}. */
public final class TailEndpoint implements Endpoint {
    /** A parameter of the media type: bytes that are no UTF-8 come as lone surrogates, as our own {@code -o raw} wants. */
    private static final String EXACT = "ill-formed=surrogateescape";

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final TailHub hub;
    private final TailLimits limits;
    private final Clock clock;
    private final Duration heartbeat;

    /** Answers 503 with {@code Retry-After} beyond {@code limits}. */
    public TailEndpoint(TailHub hub, TailLimits limits, Clock clock) {
        this(hub, limits, clock, HEARTBEAT);
    }

    TailEndpoint(TailHub hub, TailLimits limits, Clock clock, Duration heartbeat) {
        this.heartbeat = heartbeat;
        this.hub = hub;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public void begin(Exchange exchange) {
        var parameters = new TailParameters(exchange, clock.nowNs());
        TailQuery query = parameters.query();
        begin(exchange, parameters.wantsHeartbeat(), (format, sink) -> hub.open(query, format, sink));
    }

    /** Answers with one event and its context. */
    void beginAround(Exchange exchange, long id, TailQuery.Context context) {
        begin(exchange, false, (format, sink) -> hub.openAround(id, context, format, sink));
    }

    private void begin(
            Exchange exchange,
            boolean wantsHeartbeat,
            BiFunction<EventFormat.Kind, TailSink, ? extends Reading> opening) {
        Optional<TailLimits.Held> memory = limits.tryTake(hub.openSessions());
        if (memory.isEmpty()) {
            exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, limits.refusal(hub.openSessions())));
            return;
        }
        EventFormat.Kind format = format(exchange);
        var sink = new ChannelSink(exchange, memory.get());
        Reading reading = opening.apply(format, sink);
        exchange.beginStream(mediaType(format), Cursor.of(hub.journal(), reading.arrivedAt()));
        hub.begin(reading);
        exchange.onWritable(sink::wake);
        exchange.onGone(() -> {
            hub.cancel(reading);
            sink.close();
        });
        switch (format) {
            case SSE -> sink.startHeartbeat(heartbeat, () -> ":\n\n");
            case NDJSON, EXACT_NDJSON -> {
                if (wantsHeartbeat) {
                    sink.startHeartbeat(heartbeat, () -> beat(reading));
                }
            }
            case TEXT -> {} // no heartbeat in text
        }
    }

    /** Server-sent events or plain text if {@code Accept} names them, else NDJSON. */
    private static EventFormat.Kind format(Exchange exchange) {
        String accepted = exchange.headers().get(ACCEPT, "").toLowerCase(Locale.ROOT);
        if (accepted.contains("text/event-stream")) {
            return EventFormat.Kind.SSE;
        }
        if (accepted.contains("text/plain")) {
            return EventFormat.Kind.TEXT;
        }
        return accepted.contains(EXACT) ? EventFormat.Kind.EXACT_NDJSON : EventFormat.Kind.NDJSON;
    }

    /** Heartbeats before the end of the history have another name, as readers take a heartbeat for that end. */
    private static String beat(Reading reading) {
        return "{\"%s\":\"%s\"}\n".formatted(reading.isLive() ? "heartbeat" : "catching_up", Instant.now());
    }

    private static String mediaType(EventFormat.Kind format) {
        return switch (format) {
            case SSE -> "text/event-stream; charset=utf-8";
            case NDJSON, EXACT_NDJSON -> "application/x-ndjson; charset=utf-8";
            case TEXT -> "text/plain; charset=utf-8";
        };
    }
}
