package logtail.bench;

import java.time.ZoneId;
import logtail.parse.SyslogParser;
import org.openjdk.jmh.annotations.Param;

/** Understanding RFC 3164: a time without year and zone, and a tag with a PID. */
public class Rfc3164Benchmark extends ParserBenchmark {
    @Param({"HAPROXY", "AUTOMOUNT"})
    public SampleLines sample;

    public Rfc3164Benchmark() {
        super(new SyslogParser(ZoneId.of("Europe/Berlin")));
    }

    @Override
    protected SampleLines sample() {
        return sample;
    }
}
