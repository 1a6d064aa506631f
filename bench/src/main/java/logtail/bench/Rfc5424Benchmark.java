package logtail.bench;

import java.time.ZoneOffset;
import logtail.parse.SyslogParser;
import org.openjdk.jmh.annotations.Param;

/** Understanding RFC 5424, without and with structured data. */
public class Rfc5424Benchmark extends ParserBenchmark {
    @Param({"GENERATED", "STRUCTURED"})
    public SampleLines sample;

    public Rfc5424Benchmark() {
        super(new SyslogParser(ZoneOffset.UTC));
    }

    @Override
    protected SampleLines sample() {
        return sample;
    }
}
