package logtail.bench;

import logtail.parse.PlainLineParser;
import org.openjdk.jmh.annotations.Param;

/** Finding time, level and names in JSON objects. */
public class NdjsonBenchmark extends ParserBenchmark {
    @Param({"BUNYAN", "ECS", "NGINXPLUS"})
    public SampleLines sample;

    public NdjsonBenchmark() {
        super(new PlainLineParser());
    }

    @Override
    protected SampleLines sample() {
        return sample;
    }
}
