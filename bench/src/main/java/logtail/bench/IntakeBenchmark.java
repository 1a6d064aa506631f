package logtail.bench;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.ZoneOffset;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.ingest.FramedLines;
import logtail.ingest.Intake;
import logtail.ingest.IntakeContext;
import logtail.ingest.Sender;
import logtail.ingest.StreamIntake;
import logtail.parse.LineParser;
import logtail.parse.SyslogFrames;
import logtail.parse.SyslogParser;
import logtail.pipeline.IngestPipeline;
import logtail.runtime.Clock;
import logtail.runtime.MemoryBudget;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * All that happens to the lines of a socket read of octet-counted syslog; of {@link SampleLines#GENERATED} it brings
 * 64 KiB, of others up to twice that.
 */
public class IntakeBenchmark extends LineBenchmark {
    @Param({"GENERATED", "STRUCTURED", "HAPROXY"})
    public SampleLines sample;

    private final PrometheusMeterRegistry metrics = ForgetfulJournal.metrics();
    private final IngestPipeline pipeline = ForgetfulJournal.pipeline(metrics);
    private final Intake intake = new Intake(
            "bench",
            FramedLines.syslog(ZoneOffset.UTC),
            new IntakeContext(
                    pipeline,
                    ForgetfulJournal.MAX_MESSAGE_BYTES,
                    Clock.system(),
                    metrics,
                    MemoryBudget.Share.of("stalled", 16 << 20)));
    private final SyslogFrames frames = new SyslogFrames(ForgetfulJournal.MAX_MESSAGE_BYTES + 8 * 1024);
    private final StreamIntake stream = intake.stream(Sender.at("192.0.2.1"));
    private final Bell room = new Bell();
    private final LineParser parser = new SyslogParser(ZoneOffset.UTC);
    private final Line line = new Line();
    private final BlockEncoder encoder = new BlockEncoder(256 * 1024, ForgetfulJournal.MAX_MESSAGE_BYTES);
    private byte[] bytes = {};
    private ByteBuf read = Unpooled.EMPTY_BUFFER;

    @Setup
    public void receive() {
        sample.parsed(parser, NOW_NS);
        bytes = sample.octetCounted().bytes();
        read = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }

    @TearDown
    public void close() {
        pipeline.close();
        read.release();
    }

    /** Frames, parser and encoder alone, on one thread. */
    @Benchmark
    public int encode() {
        encoder.reset();
        frames.wrap(bytes, 0, bytes.length);
        while (frames.next()) {
            parser.parse(bytes, frames.frameFrom(), frames.frameTo(), NOW_NS, line);
            encoder.tryAppend(line, NOW_NS);
        }
        encoder.finish();
        return encoder.count();
    }

    /** From the buffer that the socket filled through the ring to a journal that keeps nothing. */
    @Benchmark
    public void accept() {
        read.readerIndex(0);
        boolean isTaken = stream.accept(read);
        while (!isTaken) {
            pipeline.whenRoom(room);
            room.await();
            isTaken = stream.resume();
        }
    }
}
