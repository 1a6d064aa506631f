package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.netty.buffer.Unpooled;
import logtail.event.Severity;
import logtail.event.Slice;

/** Adds the daemon's own log to the journal, as app {@code logtail}. Any thread; never blocks. */
public final class OwnLines {
    private static final Sender SELF = new Sender(
            Slice.of("logtail"),
            new Slice(),
            new Slice(),
            new Slice(),
            Severity.INFO.code(),
            Sender.Times.STANDARD,
            By.SELF);

    private final StreamIntake stream;
    private final Counter dropped;

    public OwnLines(IntakeContext context) {
        stream = new Intake("own", FramedLines.wholeLines(), context).unlimitedStream(SELF);
        dropped = IntakeMeters.dropped(context.metrics(), "own", "ring-full");
    }

    /** Adds the line, or counts it as dropped when the ring is full; it is on stdout anyway. */
    public synchronized void offer(String line) {
        if (!stream.accept(Unpooled.wrappedBuffer(line.getBytes(UTF_8)))) {
            stream.abandon();
            dropped.increment();
        }
    }
}
