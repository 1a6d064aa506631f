package logtail.bench;

import org.openjdk.jmh.annotations.Param;

/**
 * Finding the events of a block that a filter selects. Of the lines, 1 in 100 says {@code Ubuntu}, 9 say {@code Googlebot}
 * and 3 in 4 say {@code Mozilla}; a word in lower case means either case.
 */
public class BlockScanBenchmark extends ScanBenchmark {
    @Param({"Ubuntu", "ubuntu", "Mozilla", "mozilla", "-mozilla", "Ubuntu OR Googlebot", "/Ubuntu.*Firefox/"})
    public String filter = "";

    public BlockScanBenchmark() {
        super(SampleLines.APACHE);
    }

    @Override
    protected String filter() {
        return filter;
    }
}
