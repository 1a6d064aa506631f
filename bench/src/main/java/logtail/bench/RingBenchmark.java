package logtail.bench;

import java.time.ZoneOffset;
import logtail.event.Line;
import logtail.parse.SyslogParser;
import logtail.pipeline.BlockSlot;
import logtail.pipeline.IngestPipeline;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From a parsed line through the ring and the journal stage to a journal that keeps nothing: claim, encode, publish, take
 * over; with one line in a slot, the stage packs them too. What encoding costs is in {@link BlockEncoderBenchmark}.
 */
public class RingBenchmark extends LineBenchmark {
    @Param({"1", "320"})
    public int linesPerSlot;

    private final IngestPipeline pipeline = ForgetfulJournal.pipeline(ForgetfulJournal.metrics());
    private final Bell room = new Bell();
    private final Bell kept = new Bell();
    private Line[] lines = {};

    @Setup
    public void parse() {
        lines = SampleLines.GENERATED.parsed(new SyslogParser(ZoneOffset.UTC), NOW_NS);
    }

    @TearDown
    public void close() {
        pipeline.close();
    }

    /** As fast as the ring takes them. */
    @Benchmark
    public void handOver() {
        write(null);
    }

    /** Waits until all lines of the call are acknowledged, as an HTTP request does. */
    @Benchmark
    public void acknowledged() {
        write(kept);
        kept.await();
    }

    private void write(@Nullable Bell last) {
        for (int from = 0; from < lines.length; from += linesPerSlot) {
            BlockSlot slot = claim();
            int to = from + linesPerSlot;
            for (int i = from; i < to; i++) {
                slot.encoder().tryAppend(lines[i], NOW_NS);
            }
            pipeline.publish(slot, to == lines.length ? last : null);
        }
    }

    private BlockSlot claim() {
        BlockSlot slot = pipeline.tryClaim();
        while (slot == null) {
            pipeline.whenRoom(room);
            room.await();
            slot = pipeline.tryClaim();
        }
        return slot;
    }
}
