package logtail.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import logtail.access.Veils;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.journal.Place;
import logtail.query.TailQuery;
import logtail.runtime.Clock;
import logtail.tail.Reading;
import logtail.tail.TailHub;
import logtail.tail.TailSink;
import logtail.tail.View;

/** {@code GET /tail}: a filtered tail of the journal as NDJSON, server-sent events or text, chosen by {@code Accept}. */
public final class TailEndpoint implements Endpoint {
    /** To those who must not know how many others there are. */
    private static final String NO_MORE_TAILS = "no more tails can be opened now";

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(US_ASCII); // milliseconds

    private final TailHub hub;
    private final TailLimits limits;
    private final Veils veils;
    private final Clock clock;
    private final Duration heartbeat;
    private final OpenTails open = new OpenTails();

    /** Answers 503 with {@code Retry-After} beyond {@code limits}. */
    public TailEndpoint(TailHub hub, TailLimits limits, Veils veils, Clock clock) {
        this(hub, limits, veils, clock, HEARTBEAT);
    }

    TailEndpoint(TailHub hub, TailLimits limits, Veils veils, Clock clock, Duration heartbeat) {
        this.heartbeat = heartbeat;
        this.veils = veils;
        this.hub = hub;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void begin(Exchange exchange) {
        View view = view(exchange);
        var parameters = new TailParameters(exchange, view, hub, clock.nowNs());
        TailQuery query = parameters.query();
        EventFormat.Kind kind = WantedFormat.of(exchange, parameters.format());
        boolean hasStats = query.shape().hasStats();
        if (hasStats && !kind.hasProgress()) {
            throw new BadParameterException("stats=true takes an answer of NDJSON or server-sent events");
        }
        if (hasStats && query.isByField()) {
            throw new BadParameterException("stats=true and an order by a field exclude each other");
        }
        var how = new Manner(
                kind,
                query.range().isFollowing(),
                parameters.wantsHeartbeat(),
                hasStats,
                query.isByField(),
                parameters.headers());
        begin(exchange, view, how, (format, sink) -> hub.open(view, query, format, sink));
    }

    /** Stays true: that a session falls behind again may be for what others write. One thread. */
    private static final class OnceTrue implements BooleanSupplier {
        private final BooleanSupplier source;
        private boolean wasTrue;

        OnceTrue(BooleanSupplier source) {
            this.source = source;
        }

        @Override
        public boolean getAsBoolean() {
            wasTrue |= source.getAsBoolean();
            return wasTrue;
        }
    }

    /**
     * How events are to be written.
     *
     * @param isFollowing whether the answer has no end of its own
     * @param wantsHeartbeat whether NDJSON and text have one too
     * @param isPrompt whether the reader waits for each row, so that none may wait for others to be packed with it
     * @param isLate whether the answer begins only when all of it is known
     * @param headers of the answer, in addition to those of its content
     */
    private record Manner(
            EventFormat.Kind format,
            boolean isFollowing,
            boolean wantsHeartbeat,
            boolean isPrompt,
            boolean isLate,
            Map<String, String> headers) {}

    /** What is being written now. */
    public OpenTails open() {
        return open;
    }

    /** Counts apps for those who may not see all. */
    VisibleApps apps() {
        return new VisibleApps(hub);
    }

    /** What the sender of a request may see. */
    View view(Exchange exchange) {
        return View.of(exchange.sender().apps(), veils);
    }

    /** Whether there is such an event for the sender. Reads from disk. */
    boolean has(View view, long id) {
        return hub.has(view, id);
    }

    /** Answers with one event and its context. */
    void beginAround(Exchange exchange, long id, TailQuery.Context context) {
        View view = view(exchange);
        var how = new Manner(WantedFormat.of(exchange, Optional.empty()), false, false, false, false, Map.of());
        begin(exchange, view, how, (format, sink) -> hub.openAround(view, id, context, format, sink));
    }

    private void begin(
            Exchange exchange,
            View view,
            Manner how,
            BiFunction<EventFormat.Kind, TailSink, ? extends Reading> opening) {
        Optional<TailLimits.Held> memory = limits.tryTake();
        if (memory.isEmpty()) {
            String why = view.isLimited() ? NO_MORE_TAILS : limits.refusal();
            exchange.respond(new Problem(HttpResponseStatus.SERVICE_UNAVAILABLE, why));
            return;
        }
        boolean isPacked = !how.isFollowing() && !how.isPrompt() && exchange.takesGzip();
        var held = open.new Entry(exchange, how.format(), clock.nowNs(), memory.get());
        var sink = new ChannelSink(exchange, held, isPacked ? new GzipChunks() : null);
        byte[] first = first(how);
        boolean isLate = how.isLate() && !exchange.method().equals(HttpMethod.HEAD);
        var arrivedAt = new AtomicReference<Place>();
        Runnable head = () -> exchange.beginStream(
                WantedFormat.mediaType(how.format()),
                view.place(hub.journal(), Objects.requireNonNull(arrivedAt.get())),
                isPacked,
                how.headers());
        Reading reading = opening.apply(how.format(), isLate ? new LateSink(exchange, sink, head, first) : sink);
        arrivedAt.set(reading.arrivedAt());
        held.list(reading);
        if (!isLate) {
            head.run();
        }
        if (exchange.method().equals(HttpMethod.HEAD)) {
            sink.close();
            hub.cancel(reading);
            hub.begin(reading); // which ends it where it is closed
            exchange.endStream();
            return;
        }
        if (!isLate) {
            sink.write(first, 0, first.length);
            sink.flush();
        }
        BooleanSupplier isThrough = view.isLimited() ? new OnceTrue(reading::isLive) : reading::isLive;
        hub.begin(reading);
        exchange.onWritable(sink::wake);
        exchange.onGone(() -> {
            hub.cancel(reading);
            sink.close();
        });
        boolean hasHeartbeat =
                how.format() == EventFormat.Kind.SSE || (how.wantsHeartbeat() && how.format() != EventFormat.Kind.CSV);
        if (!isPacked && hasHeartbeat) {
            sink.startHeartbeat(heartbeat, () -> beat(how.format(), isThrough.getAsBoolean()));
        }
    }

    /** What stands before the first event. */
    private static byte[] first(Manner how) {
        if (how.format() == EventFormat.Kind.SSE && how.isFollowing()) {
            return RETRY;
        }
        var head = new Output();
        how.format().create().head(head);
        return Arrays.copyOf(head.bytes(), head.length());
    }

    private static String beat(EventFormat.Kind format, boolean isThrough) {
        return switch (format) {
            case SSE -> ":\n\n";
            case NDJSON, EXACT_NDJSON -> beat(isThrough);
            case TEXT -> "\n";
            case CSV -> throw new IllegalArgumentException("CSV has no rows without a meaning");
        };
    }

    /** Heartbeats before the end of the history have another name, as readers take a heartbeat for that end. */
    private static String beat(boolean isThrough) {
        return "{\"%s\":\"%s\"}\n".formatted(isThrough ? "heartbeat" : "catching_up", Instant.now());
    }
}
