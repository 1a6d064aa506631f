package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import logtail.access.Denial;
import logtail.event.Slice;
import logtail.ingest.rate.LoopRates;
import logtail.ingest.rate.RateMeter;
import logtail.ingest.rate.RateRule;
import logtail.ingest.rate.Rates;
import logtail.ingest.rate.TooFast;
import logtail.net.Addresses;
import logtail.net.Remote;
import logtail.parse.join.JoinRules;
import logtail.parse.join.Joiner;
import logtail.pipeline.Attempt;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.MemoryBudget;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state that all connections of one listener or endpoint share, such as those of syslog over TCP. Any thread. */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final long FOREIGN_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong foreignToldNs = new AtomicLong(System.nanoTime() - FOREIGN_EVERY_NS);
    private final String name;
    private final Decoder.Factory decoders;
    private final IntakeContext context;
    private final IntakeMeters meters;
    private final FastThreadLocal<LineWriter> writers;
    private final JoinSettings joins;
    private final Doorkeeper doorkeeper;
    private final FastThreadLocal<ShownTokens> tokens;
    private final FastThreadLocal<AppVerdicts> apps;
    private final FastThreadLocal<LoopRates> rates;

    /**
     * Creates an intake.
     *
     * @param name the tag of its metrics
     * @param decoders creates a decoder for each stream
     */
    public Intake(String name, Decoder.Factory decoders, IntakeContext context) {
        this(name, decoders, context, Optional.empty());
    }

    /** @param ownToken the token that those count as having shown who show none */
    public Intake(String name, Decoder.Factory decoders, IntakeContext context, Optional<String> ownToken) {
        this.name = name;
        this.decoders = decoders;
        this.context = context;
        joins = context.lines().joins();
        meters = new IntakeMeters(context.metrics(), name);
        doorkeeper = new Doorkeeper(name, context.senders().gate(), ownToken);
        writers = ofLoop(this::newWriter);
        tokens = ofLoop(() -> new ShownTokens(doorkeeper));
        apps = ofLoop(AppVerdicts::new);
        rates = ofLoop(() -> new LoopRates(context.senders().rates()));
    }

    private Intake(Intake whole, JoinSettings joins) {
        name = whole.name;
        decoders = whole.decoders;
        context = whole.context;
        meters = whole.meters;
        writers = whole.writers;
        doorkeeper = whole.doorkeeper;
        tokens = whole.tokens;
        apps = whole.apps;
        rates = whole.rates;
        this.joins = joins;
    }

    /** The same intake for streams whose lines are joined otherwise. */
    public Intake joining(JoinRules rules) {
        return new Intake(this, joins.with(rules));
    }

    /** Opens a new stream; call on the event loop that uses it. */
    public StreamIntake stream(Sender sender) {
        return new StreamIntake(this, sink(), decoder(), admission(sender), meter(), null, Scratch::ofLoop);
    }

    /** The same for a stream that may be a retry: the lines that are stored already are skipped. */
    public StreamIntake stream(Sender sender, Attempt attempt) {
        return new StreamIntake(this, sink(), decoder(), admission(sender), meter(), attempt, Scratch::ofLoop);
    }

    /** The same for a protocol that has more to do with its frames than to make lines of them. */
    StreamIntake stream(Sender sender, Decoder decoder, LineSink sink) {
        return new StreamIntake(this, sink, decoder, admission(sender), meter(), null, Scratch::ofLoop);
    }

    /** The sink of the calling event loop. */
    public LineSink sink() {
        return writers.get();
    }

    /** The size of socket reads; it shrinks with the memory left for lines that the ring has no room for. */
    public RecvByteBufAllocator readSizes() {
        return new ReadSizes(context.memory().stalled());
    }

    MeterRegistry metrics() {
        return context.metrics();
    }

    String name() {
        return name;
    }

    /** A sink that belongs to the caller, and not to an event loop. */
    LineSink ownSink() {
        return newWriter();
    }

    /** Opens a new stream outside of the event loops, with which it shares nothing; its owner serializes the calls. No rates hold for it. */
    StreamIntake unlimitedStream(Sender sender) {
        return streamOfNoLoop(sender, singleDecoder(), null);
    }

    /** The same for a sender that waits when it is too fast, with this decoder. */
    StreamIntake streamOfNoLoop(Sender sender, Decoder decoder) {
        return streamOfNoLoop(
                sender, decoder, hasRates() ? new LoopRates(context.senders().rates()).meter() : null);
    }

    private StreamIntake streamOfNoLoop(Sender sender, Decoder decoder, @Nullable RateMeter meter) {
        var admission = new Admission(doorkeeper, sender, true, new ShownTokens(doorkeeper), new AppVerdicts());
        var scratch = new Scratch();
        return new StreamIntake(this, newWriter(), decoder, admission, meter, null, () -> scratch);
    }

    /** Whether there are rules of how fast lines may come. */
    boolean hasRates() {
        return !context.senders().rates().isEmpty();
    }

    /** The pipeline that stores its lines. */
    public IngestPipeline pipeline() {
        return context.pipeline();
    }

    /** Decides which lines of a connection or request are taken; call on the event loop that uses it. */
    private Admission admission(Sender sender) {
        return new Admission(doorkeeper, sender, true, tokens.get(), apps.get());
    }

    /** Decides which datagrams are taken; call on the event loop that uses it. */
    Admission datagramAdmission() {
        return new Admission(doorkeeper, Sender.at(""), false, tokens.get(), apps.get());
    }

    /** Why {@code sender} is to wait before it sends anything; call on the event loop of it. */
    public Optional<TooFast> tooFast(Sender sender) {
        @Nullable RateMeter meter = meter();
        if (meter == null) {
            return Optional.empty();
        }
        Admission admission = admission(sender);
        admission.begin(nowNs());
        meter.from(admission.address(), admission.token());
        Optional<TooFast> tooFast = meter.tooFast(sender.app());
        tooFast.ifPresent(why -> tellTooFast(why.rule(), "refused", admission.address()));
        return tooFast;
    }

    /** Counts what was done about too many lines, and tells it, once a minute. */
    void tellTooFast(RateRule rule, String action, Slice address) {
        Rates.count(metrics(), rule, action, 1);
        doorkeeper.tellTooFast(rule, action, address);
    }

    HalfLines halfLines() {
        return context.memory().halfLines();
    }

    /** Counts the lines of one stream, or one socket of datagrams, of the calling event loop; null without rules. */
    @Nullable
    RateMeter meter() {
        return hasRates() ? rates.get().meter() : null;
    }

    Doorkeeper doorkeeper() {
        return doorkeeper;
    }

    /** Counts a request that is refused as a whole, as its sender may not send for its app. */
    public void denyApp(String address) {
        context.senders().gate().deny(Denial.APP, address);
    }

    /** Counts a connection that spoke another protocol, and logs it, once a minute. */
    void tellForeign(Channel connection, ForeignProtocol protocol) {
        meters.closed(protocol.name().toLowerCase(Locale.ROOT));
        long nowNs = System.nanoTime();
        long last = foreignToldNs.get();
        if (nowNs - last >= FOREIGN_EVERY_NS && foreignToldNs.compareAndSet(last, nowNs)) {
            LOG.warn(
                    "at=intake.foreign listener={} peer={} protocol={}",
                    name,
                    Addresses.shown(Remote.of(connection).address()),
                    protocol);
        }
    }

    /** Counts a connection that failed, or that we close because of {@code cause}, and logs it. */
    void tellClosed(Channel connection, Throwable cause) {
        boolean isLost = cause instanceof IOException;
        tellClosed(connection, reason(cause), isLost ? cause.toString() : String.valueOf(cause.getMessage()));
    }

    /** The same for a reason of one of a few fixed words. */
    void tellClosed(Channel connection, String reason, String detail) {
        meters.closed(reason);
        LOG.info(
                "at=intake.closed peer={} reason={} detail={}",
                Addresses.shown(Remote.of(connection).address()),
                reason,
                OwnLog.quoted(detail));
    }

    private static String reason(Throwable cause) {
        return switch (cause) {
            case IOException e -> "connection-lost";
            case NotAdmittedException e -> "denied";
            case MemoryUsedUpException e -> "memory";
            case MalformedMessageException e -> "malformed";
            default -> "fault";
        };
    }

    int maxMessageBytes() {
        return context.maxMessageBytes();
    }

    MemoryBudget.Share stalled() {
        return context.memory().stalled();
    }

    IntakeMeters meters() {
        return meters;
    }

    long nowNs() {
        return context.clock().nowNs();
    }

    /** A decoder for the calling event loop, which joins lines. */
    Decoder decoder() {
        return joins.joining(singleDecoder(), context.maxMessageBytes());
    }

    /** A decoder for the calling event loop, which joins none. */
    Decoder singleDecoder() {
        return decoders.open(context.maxMessageBytes());
    }

    /** What joins the lines of {@link #singleDecoder}, of several senders; null when none are joined. */
    @Nullable
    Joiner joiner() {
        return joins.rules().isOff() ? null : joins.joiner(context.maxMessageBytes());
    }

    private static <T> FastThreadLocal<T> ofLoop(Supplier<T> first) {
        return new FastThreadLocal<>() {
            @Override
            protected T initialValue() {
                return first.get();
            }
        };
    }

    private LineWriter newWriter() {
        return new LineWriter(
                context.pipeline(),
                meters,
                context.lines()
                        .redaction()
                        .map(redaction -> new RedactedLines(redaction.redactor(), name, meters))
                        .orElse(null));
    }
}
