package logtail.bench;

import java.time.ZoneId;
import logtail.event.Line;
import logtail.parse.SyslogParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Understanding RFC 3164: a time without year and zone, and a tag with a PID. */
public class Rfc3164Benchmark extends LineBenchmark {
    @Param({"HAPROXY", "AUTOMOUNT"})
    public SampleLines sample;

    private final SyslogParser parser = new SyslogParser(ZoneId.of("Europe/Berlin"));
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
