package logtail.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import logtail.journal.Blocks;
import logtail.journal.InMemoryJournal;
import logtail.pipeline.IngestPipeline;
import logtail.pipeline.PipelineSettings;
import logtail.runtime.MemoryBudget;
import org.junit.jupiter.api.Test;

class StreamHandlerTest {
    /** A peer that resets at once has no address any more; an embedded channel has none of the internet either. */
    @Test
    void takesTheLinesOfAConnectionWithoutAnAddress() {
        var journal = new InMemoryJournal();
        var metrics = new SimpleMeterRegistry();
        try (var pipeline = IngestPipeline.start(
                new PipelineSettings(1 << 20, 2048), journal, block -> {}, metrics, (where, fault) -> {})) {
            var context =
                    new IntakeContext(pipeline, 2048, () -> 1, metrics, MemoryBudget.Share.of("stalled", 1 << 20));
            var intake = new Intake("t", FramedLines.lines(), context);
            var done = ImmediateEventExecutor.INSTANCE.<Void>newPromise();
            var channel = new EmbeddedChannel(new StreamHandler(intake, done));
            channel.writeInbound(Unpooled.copiedBuffer("one\ntwo", US_ASCII));
            channel.finishAndReleaseAll();
            assertThat(done.isSuccess()).isTrue();
        }
        assertThat(Blocks.readAll(journal.openReader())).containsExactly("1:one", "2:two");
    }
}
