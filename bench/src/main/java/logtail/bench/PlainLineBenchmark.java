package logtail.bench;

import logtail.parse.PlainLineParser;
import org.openjdk.jmh.annotations.Param;

/** Looking for a level in lines of text. */
public class PlainLineBenchmark extends ParserBenchmark {
    @Param({"APACHE", "KAFKA", "LOGFMT"})
    public SampleLines sample;

    public PlainLineBenchmark() {
        super(new PlainLineParser());
    }

    @Override
    protected SampleLines sample() {
        return sample;
    }
}
