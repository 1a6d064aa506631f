package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;
import logtail.encode.Gap;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.runtime.Clock;

/** Makes the events by which a drain reports to its destination, such as gaps; they are not in the journal. One thread. */
final class Notice {
    private static final byte[] APP = "logtail".getBytes(UTF_8);
    private static final int MOST_BYTES = 1024;

    private final String drain;
    private final Clock clock;
    private final BlockEncoder encoder = new BlockEncoder(MOST_BYTES, MOST_BYTES);
    private final Line line = new Line();
    private final Block block = new Block();
    private final CRC32C crc = new CRC32C();

    Notice(String drain, Clock clock) {
        this.drain = drain;
        this.clock = clock;
    }

    /** A report of lost events. */
    String lost(Gap gap) {
        return "at=drain.gap drain=%s from=%d to=%d count=%d reason=%s"
                .formatted(
                        drain, gap.from(), gap.to(), gap.count(), gap.reason().label());
    }

    /** A block whose current event is the report; valid until the next call. */
    Block event(long id, Severity severity, String message) {
        byte[] bytes = message.getBytes(UTF_8);
        line.clear();
        line.app.set(APP, 0, APP.length);
        line.message.set(bytes, 0, bytes.length);
        line.severity = severity.code();
        encoder.reset();
        encoder.tryAppend(line, clock.nowNs());
        encoder.finish();
        Block.seal(encoder.bytes(), 0, id, clock.nowNs(), crc);
        block.wrap(encoder.bytes(), 0);
        block.nextEvent();
        return block;
    }
}
