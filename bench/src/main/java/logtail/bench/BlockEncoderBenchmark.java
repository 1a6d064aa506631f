package logtail.bench;

import java.time.ZoneOffset;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;
import logtail.parse.SyslogParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Packing parsed lines into a block: of one app, of several in turn, of a new one each time. */
public class BlockEncoderBenchmark extends LineBenchmark {
    @Param({"1", "16", "320"})
    public int apps;

    private final BlockEncoder encoder = new BlockEncoder(128 * 1024, 64 * 1024);
    private Line[] lines = {};

    @Setup
    public void parse() {
        lines = SampleLines.GENERATED.parsed(new SyslogParser(ZoneOffset.UTC), NOW_NS);
        for (int i = 0; i < lines.length; i++) {
            lines[i].app.set(Slice.of("app%03d".formatted(i % apps)));
            lines[i].process.set(Slice.of("web.1"));
            lines[i].host.set(Slice.of("host001"));
        }
    }

    @Benchmark
    public int encode() {
        encoder.reset();
        for (Line line : lines) {
            encoder.tryAppend(line, NOW_NS);
        }
        encoder.finish();
        return encoder.count();
    }
}
