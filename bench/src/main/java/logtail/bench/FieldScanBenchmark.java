package logtail.bench;

import logtail.event.Block;
import logtail.filter.Filter;
import logtail.filter.FilterParser;
import logtail.filter.Matcher;
import logtail.parse.PlainLineParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Finding the events of a block of JSON that have a field, beside the search for a plain word. The word and the first
 * field are in 1 line of 5, the last two fields in each.
 */
public class FieldScanBenchmark extends LineBenchmark {
    @Param({"critical", "log.level=critical", "log.origin.file.line>45", "process.name=MainProcess"})
    public String filter = "";

    private final Block block = SampleLines.ECS.block(new PlainLineParser(), NOW_NS);
    private Matcher matcher = Matcher.of(new Filter.All());

    @Setup
    public void compile() {
        matcher = Matcher.of(FilterParser.parse(filter));
        if (scan() == 0) {
            throw new IllegalStateException("nothing matches " + filter);
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
