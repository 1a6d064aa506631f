package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import logtail.pipeline.Attempt;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.MemoryBudget;

/** One way in, such as syslog over TCP: what all its connections share. Any thread. */
public final class Intake {
    private final String name;
    private final Decoder.Factory decoders;
    private final IntakeContext context;
    private final IntakeMeters meters;
    private final FastThreadLocal<LineWriter> writers;

    /**
     * A way in.
     *
     * @param name the tag of its metrics
     * @param decoders makes a decoder for each of its streams
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

    /** A new stream of this kind; call on the event loop that it will stay on. */
    public StreamIntake stream(Sender sender) {
        return new StreamIntake(this, sink(), decoder(), sender, null);
    }

    /** The same for a stream that may have been here before: what is kept of it is passed over. */
    public StreamIntake stream(Sender sender, Attempt attempt) {
        return new StreamIntake(this, sink(), decoder(), sender, attempt);
    }

    /** Where the lines go that the calling event loop adds. */
    public LineSink sink() {
        return writers.get();
    }

    /** The size of socket reads, smaller the less memory is left for what the ring has no room for. */
    public RecvByteBufAllocator readSizes() {
        return new ReadSizes(context.stalled());
    }

    MeterRegistry metrics() {
        return context.metrics();
    }

    String name() {
        return name;
    }

    /** A new stream that belongs to no event loop; whoever has it keeps its threads apart. */
    StreamIntake streamOfNoLoop(Sender sender) {
        return new StreamIntake(this, newWriter(), decoder(), sender, null);
    }

    /** Where its lines go. */
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

    private Decoder decoder() {
        return decoders.open(context.maxMessageBytes());
    }
}
