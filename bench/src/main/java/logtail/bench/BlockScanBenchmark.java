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
 * Finding the events of a block that a filter selects. Of the lines, 1 in 100 says {@code Ubuntu}, 9 say {@code Googlebot}
 * and 3 in 4 say {@code Mozilla}; a word in lower case means either case.
 */
public class BlockScanBenchmark extends LineBenchmark {
    @Param({"Ubuntu", "ubuntu", "Mozilla", "mozilla", "-mozilla", "Ubuntu OR Googlebot", "/Ubuntu.*Firefox/"})
    public String filter = "";

    private final Block block = SampleLines.APACHE.block(new PlainLineParser(), NOW_NS);
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
