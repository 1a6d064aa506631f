package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import logtail.event.Severity;
import logtail.event.Slice;
import logtail.parse.PlainLineParser;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.Clock;

/** The daemon's own log in its own stream, as app {@code logtail}. Any thread; never waits. */
public final class OwnLines {
    private static final Sender SELF =
            new Sender(Slice.of("logtail"), new Slice(), new Slice(), new Slice(), Severity.INFO.code());

    private final LineWriter writer;
    private final Clock clock;
    private final Counter dropped;

    public OwnLines(IngestPipeline pipeline, Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        writer = new LineWriter(pipeline, new PlainLineParser(), new IntakeMeters(metrics, "own"));
        dropped = metrics.counter("logtail.intake.dropped", "intake", "own", "reason", "ring-full");
    }

    /** Takes the line, or counts it as dropped when the ring is full: it is on stdout all the same. */
    public synchronized void offer(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        if (writer.tryWrite(bytes, 0, bytes.length, false, SELF, clock.nowNs())) {
            writer.publish();
        } else {
            dropped.increment();
        }
    }
}
