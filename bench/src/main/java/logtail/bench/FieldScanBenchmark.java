package logtail.bench;

import org.openjdk.jmh.annotations.Param;

/**
 * Finding the events of a block of JSON that have a field, beside the search for a plain word. The word and the first
 * field are in 1 line of 5, the last two fields in each.
 */
public class FieldScanBenchmark extends ScanBenchmark {
    @Param({"critical", "log.level=critical", "log.origin.file.line>45", "process.name=MainProcess"})
    public String filter = "";

    public FieldScanBenchmark() {
        super(SampleLines.ECS);
    }

    @Override
    protected String filter() {
        return filter;
    }
}
