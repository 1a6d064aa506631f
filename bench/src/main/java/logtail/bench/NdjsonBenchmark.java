package logtail.bench;

import logtail.event.Line;
import logtail.parse.PlainLineParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Finding time, level and names in JSON objects. */
public class NdjsonBenchmark extends LineBenchmark {
    @Param({"BUNYAN", "ECS", "NGINXPLUS"})
    public SampleLines sample;

    private final PlainLineParser parser = new PlainLineParser();
    private final Line line = new Line();
    private Wire wire = SampleLines.GENERATED.endedByLf();

    @Setup
    public void check() {
        sample.parsed(parser, NOW_NS);
        wire = sample.endedByLf();
    }

    @Benchmark
    public Line parse() {
        return wire.parse(parser, line);
    }
}
