package logtail.drain.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import logtail.drain.sink.Batch;
import logtail.drain.sink.Writing;
import logtail.event.Severity;
import org.junit.jupiter.api.Test;

/** How a receiver knows a batch again. */
class FrameIdTest {
    private final Writing writing = HttpFormat.NDJSON
            .dialect("eu", logtail.runtime.Env.ofOptions(java.util.Map.of()))
            .writing();

    @Test
    void isTheSameForTheSameBatchInAnotherRun() {
        String id = new FrameId("eu").of(Events.many(3).batch(writing));
        assertThat(id).matches("[0-9A-F]{32}");
        var another = new FrameId("eu");
        another.of(Events.many(7).batch(writing));
        Batch again = Events.many(3).batch(writing);
        again.coverTo(9); // what nobody wants has come meanwhile
        assertThat(another.of(again)).isEqualTo(id);
    }

    @Test
    void differsWhereAnythingDiffers() {
        var frameId = new FrameId("eu");
        Batch batch = Events.many(3).batch(writing);
        Events another = new Events().begin("web", "web.1", "", Severity.INFO).add("message 1");
        assertThat(new String[] {
                    frameId.of(batch),
                    frameId.of(batch.part(0, 2)),
                    frameId.of(batch.part(1, 3)),
                    frameId.of(another.batch(writing)),
                    frameId.of(new Events(3)
                            .begin("web", "web.1", "", Severity.INFO)
                            .add("message 1")
                            .batch(writing)),
                    frameId.of(new Events()
                            .receivedAt("2026-11-24T14:00:01Z")
                            .begin("web", "web.1", "", Severity.INFO)
                            .add("message 1")
                            .batch(writing)),
                    new FrameId("us").of(batch)
                })
                .doesNotHaveDuplicates();
    }
}
