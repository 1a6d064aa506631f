package logtail.encode;

import java.time.ZoneOffset;
import logtail.bench.LineBenchmark;
import logtail.bench.SampleLines;
import logtail.event.Block;
import logtail.parse.LineParser;
import logtail.parse.PlainLineParser;
import logtail.parse.SyslogParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Writing the events of a block as NDJSON. In this package because {@link NdjsonFormat} is seen only here. */
public class NdjsonOutputBenchmark extends LineBenchmark {
    @Param({"GENERATED", "STRUCTURED", "APACHE", "BUNYAN"})
    public SampleLines sample;

    private final NdjsonFormat format = new NdjsonFormat(Ids.PLAIN, false);
    private final Output out = new Output();
    private Block block = new Block();

    @Setup
    public void encode() {
        LineParser parser = switch (sample) {
            case GENERATED, STRUCTURED -> new SyslogParser(ZoneOffset.UTC);
            default -> new PlainLineParser();
        };
        block = sample.block(parser, NOW_NS);
    }

    @Benchmark
    public int write() {
        out.clear();
        block.rewind();
        while (block.nextEvent()) {
            format.event(block, 0, out);
        }
        return out.length();
    }
}
