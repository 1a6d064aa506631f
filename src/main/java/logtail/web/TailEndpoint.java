package logtail.web;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import logtail.encode.EventFormat;
import logtail.journal.Cursor;
import logtail.runtime.Clock;
import logtail.tail.TailHub;
import logtail.tail.TailQuery;
import logtail.tail.TailSession;

/** {@code GET /tail}: a filtered tail of the journal as NDJSON, server-sent events or text, whatever {@code Accept} says. */
public final class TailEndpoint implements Endpoint {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final TailHub hub;
    private final int maxTails;
    private final Clock clock;
    private final Duration heartbeat;

    /** At most {@code maxTails} at once; more are told to come again. */
    public TailEndpoint(TailHub hub, int maxTails, Clock clock) {
        this(hub, maxTails, clock, HEARTBEAT);
    }

    TailEndpoint(TailHub hub, int maxTails, Clock clock, Duration heartbeat) {
        this.heartbeat = heartbeat;
        this.hub = hub;
        this.maxTails = maxTails;
        this.clock = clock;
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public void begin(Exchange exchange) {
        var parameters = new TailParameters(exchange, clock.nowNs());
        begin(exchange, parameters.query(), parameters.wantsHeartbeat());
    }

    /** Answers with the events of {@code query}. */
    void begin(Exchange exchange, TailQuery query, boolean wantsHeartbeat) {
        EventFormat.Kind format = format(exchange);
        if (hub.openSessions() >= maxTails) {
            exchange.respond(new Problem(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "%d tails are open, as many as LOGTAIL_MAX_TAILS allows".formatted(maxTails)));
            return;
        }

        var sink = new ChannelSink(exchange);
        TailSession session = hub.open(query, format, sink);
        exchange.beginStream(mediaType(format), Cursor.of(hub.journal(), session.arrivedAt()));
        hub.begin(session);
        exchange.onWritable(sink::wake);
        exchange.onGone(() -> {
            hub.cancel(session);
            sink.close();
        });
        switch (format) {
            case SSE -> sink.startHeartbeat(heartbeat, () -> ":\n\n");
            case NDJSON -> {
                if (wantsHeartbeat) {
                    sink.startHeartbeat(heartbeat, () -> beat(session));
                }
            }
            case TEXT -> {} // nothing that a person would want to see
        }
    }

    /** Server-sent events or plain text when they are asked for by name, else NDJSON. */
    private static EventFormat.Kind format(Exchange exchange) {
        String accepted = exchange.headers().get(ACCEPT, "").toLowerCase(Locale.ROOT);
        if (accepted.contains("text/event-stream")) {
            return EventFormat.Kind.SSE;
        }
        return accepted.contains("text/plain") ? EventFormat.Kind.TEXT : EventFormat.Kind.NDJSON;
    }

    /** A reader takes a heartbeat for the end of the history, so before that it has another name. */
    private static String beat(TailSession session) {
        return "{\"%s\":\"%s\"}\n".formatted(session.isLive() ? "heartbeat" : "catching_up", Instant.now());
    }

    private static String mediaType(EventFormat.Kind format) {
        return switch (format) {
            case SSE -> "text/event-stream; charset=utf-8";
            case NDJSON -> "application/x-ndjson; charset=utf-8";
            case TEXT -> "text/plain; charset=utf-8";
        };
    }
}
