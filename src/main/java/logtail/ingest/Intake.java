package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import logtail.pipeline.Attempt;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.MemoryBudget;

/** The state that all connections of one listener or endpoint share, such as those of syslog over TCP. Any thread. */
public final class Intake {
    private final String name;
    private final Decoder.Factory decoders;
    private final IntakeContext context;
    private final IntakeMeters meters;
    private final FastThreadLocal<LineWriter> writers;

    /**
     * Creates an intake.
     *
     * @param name the tag of its metrics
     * @param decoders creates a decoder for each stream
     */
    public Intake(String name, Decoder.Factory decoders, IntakeContext context) {
        this.name = name;
        this.decoders = decoders;
        this.context = context;
        meters = new IntakeMeters(context.metrics(), name);
        writers = new FastThreadLocal<>() {
            @Override
            protected LineWriter initialValue() {
                return newWriter();
            }
        };
    }

    /** Opens a new stream; call on the event loop that uses it. */
    public StreamIntake stream(Sender sender) {
        return new StreamIntake(this, sink(), decoder(), sender, null);
    }

    /** The same for a stream that may be a retry: the lines that are stored already are skipped. */
    public StreamIntake stream(Sender sender, Attempt attempt) {
        return new StreamIntake(this, sink(), decoder(), sender, attempt);
    }

    /** The sink of the calling event loop. */
    public LineSink sink() {
        return writers.get();
    }

    /** The size of socket reads; it shrinks with the memory left for lines that the ring has no room for. */
    public RecvByteBufAllocator readSizes() {
        return new ReadSizes(context.stalled());
    }

    MeterRegistry metrics() {
        return context.metrics();
    }

    String name() {
        return name;
    }

    /** Opens a new stream outside of the event loops; its owner serializes the calls. */
    StreamIntake streamOfNoLoop(Sender sender) {
        return new StreamIntake(this, newWriter(), decoder(), sender, null);
    }

    /** The pipeline that stores its lines. */
    public IngestPipeline pipeline() {
        return context.pipeline();
    }

    MemoryBudget.Share stalled() {
        return context.stalled();
    }

    IntakeMeters meters() {
        return meters;
    }

    long nowNs() {
        return context.clock().nowNs();
    }

    private LineWriter newWriter() {
        return new LineWriter(context.pipeline(), meters);
    }

    /** A decoder for the calling event loop. */
    Decoder decoder() {
        return decoders.open(context.maxMessageBytes());
    }
}
