package logtail.bench;

import logtail.event.Line;
import logtail.parse.LineParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** What it costs to understand a line; a subclass names the parser and the lines. */
public abstract class ParserBenchmark extends LineBenchmark {
    private final LineParser parser;
    private final Line line = new Line();
    private Wire wire = SampleLines.GENERATED.endedByLf();

    protected ParserBenchmark(LineParser parser) {
        this.parser = parser;
    }

    /** Lines that the parser is made for. */
    protected abstract SampleLines sample();

    @Setup
    public void check() {
        sample().parsed(parser, NOW_NS);
        wire = sample().endedByLf();
    }

    @Benchmark
    public Line parse() {
        return wire.parse(parser, line);
    }
}
