package logtail.bench;

import logtail.parse.SyslogFrames;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Finding the frames of syslog over TCP, in both framings. */
public class SyslogFramesBenchmark extends LineBenchmark {
    @Param({"GENERATED", "HAPROXY"})
    public SampleLines sample;

    private final SyslogFrames frames = new SyslogFrames(64 * 1024);
    private byte[] octetCounted = {};
    private byte[] endedByLf = {};

    @Setup
    public void frame() {
        octetCounted = sample.octetCounted().bytes();
        endedByLf = sample.endedByLf().bytes();
    }

    @Benchmark
    public int octetCounted() {
        return cut(octetCounted);
    }

    @Benchmark
    public int endedByLf() {
        return cut(endedByLf);
    }

    private int cut(byte[] bytes) {
        frames.wrap(bytes, 0, bytes.length);
        int sum = 0;
        while (frames.next()) {
            sum += frames.frameTo() - frames.frameFrom();
        }
        return sum;
    }
}
