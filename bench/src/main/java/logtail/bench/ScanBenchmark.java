package logtail.bench;

import logtail.event.Block;
import logtail.filter.Filter;
import logtail.filter.FilterParser;
import logtail.filter.Matcher;
import logtail.parse.PlainLineParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** What it costs to look at an event of a block; a subclass names the lines and the filters. */
public abstract class ScanBenchmark extends LineBenchmark {
    private final Block block;
    private Matcher matcher = Matcher.of(new Filter.All());

    protected ScanBenchmark(SampleLines lines) {
        block = lines.block(new PlainLineParser(), NOW_NS);
    }

    /** A filter that selects at least one event. */
    protected abstract String filter();

    @Setup
    public void compile() {
        matcher = Matcher.of(FilterParser.parse(filter()));
        if (scan() == 0) {
            throw new IllegalStateException("nothing matches " + filter());
        }
    }

    @Benchmark
    public int scan() {
        block.rewind();
        int matches = 0;
        if (matcher.mayMatch(block)) {
            while (matcher.nextMatch(block)) {
                matches++;
            }
        }
        return matches;
    }
}
