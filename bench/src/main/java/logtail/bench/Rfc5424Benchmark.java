package logtail.bench;

import java.time.ZoneOffset;
import logtail.event.Line;
import logtail.parse.SyslogParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Understanding RFC 5424, without and with structured data. */
public class Rfc5424Benchmark extends LineBenchmark {
    @Param({"GENERATED", "STRUCTURED"})
    public SampleLines sample;

    private final SyslogParser parser = new SyslogParser(ZoneOffset.UTC);
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
