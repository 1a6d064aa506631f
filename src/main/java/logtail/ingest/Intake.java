package logtail.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Supplier;
import logtail.parse.Frames;
import logtail.parse.LineParser;
import logtail.pipeline.Attempt;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.Clock;

/** One way in, such as syslog over TCP: what all its connections share. Any thread. */
public final class Intake {
    private static final int HEADER_BYTES = 8 * 1024; // what may stand in a frame besides its message

    private final IngestPipeline pipeline;
    private final Clock clock;
    private final int maxFrameBytes;
    private final IntakeMeters meters;
    private final FastThreadLocal<LineWriter> writers;

    /**
     * A way in.
     *
     * @param name the tag of its metrics
     * @param parsers makes one parser for each event loop
     */
    public Intake(
            String name,
            IngestPipeline pipeline,
            int maxMessageBytes,
            Supplier<LineParser> parsers,
            Clock clock,
            MeterRegistry metrics) {
        this.pipeline = pipeline;
        this.clock = clock;
        maxFrameBytes = maxMessageBytes + HEADER_BYTES;
        meters = new IntakeMeters(metrics, name);
        writers = new FastThreadLocal<>() {
            @Override
            protected LineWriter initialValue() {
                return new LineWriter(pipeline, parsers.get(), meters);
            }
        };
    }

    /** A new stream of this kind; call on the event loop that it will stay on. */
    public StreamIntake stream(Frames frames, Sender sender) {
        return new StreamIntake(this, frames, writer(), sender, null);
    }

    /** The same for a stream that may have been here before: what is kept of it is passed over. */
    public StreamIntake stream(Frames frames, Sender sender, Attempt delivery) {
        return new StreamIntake(this, new LaterFrames(frames, delivery.lines()), writer(), sender, delivery);
    }

    /** The writer of the event loop that calls. */
    LineWriter writer() {
        return writers.get();
    }

    /** Where its lines go. */
    public IngestPipeline pipeline() {
        return pipeline;
    }

    IntakeMeters meters() {
        return meters;
    }

    long nowNs() {
        return clock.nowNs();
    }

    /** Frames are cut to this; their messages are cut to the limit for messages. */
    public int maxFrameBytes() {
        return maxFrameBytes;
    }
}
