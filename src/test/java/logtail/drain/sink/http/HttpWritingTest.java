package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.Map;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Writing;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.runtime.Env;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writing events and making bodies of them costs no garbage. */
class HttpWritingTest {
    private static final int EVENTS = 2_000;
    private static final int ROUNDS = 30;

    @ParameterizedTest
    @EnumSource
    void allocatesNothingPerEvent(HttpFormat format) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Dialect dialect = format.dialect("eu", Env.ofOptions(Map.of()));
        BodyPacker packer = new GzipPacker();
        Block block = block();
        var batch = new Batch();
        var body = new Output();
        long leastBytes = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long beforeBytes = threads.getCurrentThreadAllocatedBytes();
            fill(batch, block, dialect.writing());
            GroupedBody groups = dialect.groups();
            if (groups == null) {
                packer.pack(batch.bytes(), batch.start(), batch.lengthBytes());
            } else {
                body.clear();
                groups.compose(batch, new BitSet(), body);
                packer.pack(body.bytes(), 0, body.length());
            }
            leastBytes = Math.min(leastBytes, threads.getCurrentThreadAllocatedBytes() - beforeBytes);
        }
        packer.close();
        assertThat(leastBytes).as("bytes allocated for %d events", EVENTS).isLessThan(EVENTS);
    }

    private static void fill(Batch batch, Block block, Writing writing) {
        batch.begin(1);
        block.rewind();
        while (block.nextEvent()) {
            batch.add(block, writing);
        }
    }

    private static Block block() {
        var events = new Events();
        for (int i = 0; i < EVENTS; i++) {
            events.begin("web", "web." + i % 3, "host-a", Severity.INFO)
                    .syslog(16, "ID47")
                    .attribute("ex@1.key", "a")
                    .attribute("ex@1.key", "b")
                    .attribute("other", "ł")
                    .add("at=info method=GET path=\"/żółw\" status=200 n=" + i);
        }
        return events.block();
    }
}
