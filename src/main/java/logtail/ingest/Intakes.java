package logtail.ingest;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import logtail.net.BindFailedException;
import logtail.net.Entrance;
import logtail.net.Entrances;
import logtail.net.EventLoops;
import logtail.net.Manners;
import logtail.runtime.CloseStack;

/** All listeners for lines, opened in the order of their settings and closed in reverse. */
public final class Intakes implements AutoCloseable {
    private final EventLoops loops;
    private final Entrances entrances;
    private final IntakeContext context;
    private final TimeFrom timeFrom;
    private final ListenerTokens tokens;
    private final ZoneId zone = ZoneId.systemDefault();
    private final CloseStack closing = new CloseStack();
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();

    private Intakes(
            EventLoops loops, Entrances entrances, IntakeContext context, TimeFrom timeFrom, ListenerTokens tokens) {
        this.loops = loops;
        this.entrances = entrances;
        this.context = context;
        this.timeFrom = timeFrom;
        this.tokens = tokens;
    }

    /**
     * Opens all listeners.
     *
     * @throws logtail.net.BindFailedException when a port cannot be bound; no listener is open then
     */
    public static Intakes start(EventLoops loops, Entrances entrances, IngestSettings settings, IntakeContext context) {
        var intakes = new Intakes(loops, entrances, context, settings.timeFrom(), settings.tokens());
        try {
            settings.listeners().forEach(intakes::open);
            intakes.closing.push(UnixListeners.start(loops, entrances, settings.unix(), context, intakes.zone));
            return intakes;
        } catch (Throwable failure) {
            throw intakes.closing.closeAfter(failure);
        }
    }

    /** The bound addresses by the name of the listener, with the actual ports. */
    public Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    /**
     * Takes the lines of this stream too, until it ends.
     *
     * @param app of all of them; empty for the one that a line names, else {@code stdin}
     */
    public void read(InputStream stdin, Optional<String> app) {
        var intake = new Intake("stdin", FramedLines.lines(zone, timeFrom), context);
        closing.push(new StdinIntake(intake, stdin, app, HostName.read()));
    }

    /** Stops listening; each listener first reads what the kernel has received. */
    @Override
    public void close() {
        closing.close();
    }

    private void open(ListenerSettings listener) {
        try {
            InetSocketAddress address = switch (listener.protocol()) {
                case SYSLOG_TCP, SYSLOG_TLS -> stream(listener, FramedLines.syslog(zone));
                case LINES_TCP, LINES_TLS -> stream(listener, FramedLines.lines(zone, timeFrom));
                case SYSLOG_UDP -> datagrams(listener, FramedLines.syslogDatagrams(zone));
                case RELP, RELP_TLS -> relp(listener);
            };
            addresses.put(listener.name(), address);
        } catch (BindFailedException e) {
            throw e.of(listener.variable());
        }
    }

    private InetSocketAddress stream(ListenerSettings listener, Decoder.Factory decoders) {
        var intake = intake(listener, decoders);
        return closing.push(StreamListener.start(loops, listener.bind(), entrance(listener), intake))
                .address();
    }

    private InetSocketAddress relp(ListenerSettings listener) {
        RelpDecoder.Factory decoders = RelpDecoder.in(zone);
        var intake = intake(listener, Intakes::noDecoder); // each session has its own
        var looseEnds = new RelpLooseEnds(context.metrics(), listener.name());
        return closing.push(StreamListener.start(
                        loops,
                        listener.bind(),
                        entrance(listener),
                        intake,
                        done -> new RelpHandler(intake, decoders, looseEnds, done)))
                .address();
    }

    private InetSocketAddress datagrams(ListenerSettings listener, Decoder.Factory decoders) {
        var intake = intake(listener, decoders);
        return closing.push(DatagramListener.start(loops, listener.bind(), intake))
                .address();
    }

    private Entrance entrance(ListenerSettings listener) {
        return entrances.of(listener.name(), listener.limits(), listener.wrapping(), Manners.NONE);
    }

    private Intake intake(ListenerSettings listener, Decoder.Factory decoders) {
        var intake = new Intake(listener.name(), decoders, context, tokens.of(listener.protocol()));
        intake.doorkeeper().tellAtStart(listener.variable() + ListenerTokens.SUFFIX);
        return intake;
    }

    private static Decoder noDecoder(int maxMessageBytes) {
        throw new IllegalStateException("each session has a decoder of its own");
    }
}
