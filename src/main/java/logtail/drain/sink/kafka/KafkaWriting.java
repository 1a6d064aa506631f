package logtail.drain.sink.kafka;

import java.util.concurrent.TimeUnit;
import logtail.drain.sink.Writing;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;

/**
 * Events for Kafka: as the key, the record's time in milliseconds (8 bytes, big-endian) and then the app; as the event, one
 * JSON object and a line end.
 */
final class KafkaWriting implements Writing {
    static final int TIME_BYTES = Long.BYTES;
    static final int LINE_END_BYTES = 1;

    private static final long MAX_AHEAD_NS = TimeUnit.MINUTES.toNanos(30);

    private final EventFormat format = EventFormat.Kind.NDJSON.create();

    @Override
    public void key(Block block, Output out) {
        long timeMs = TimeUnit.NANOSECONDS.toMillis(recordTimeNs(block));
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.put((int) (timeMs >>> shift));
        }
        int source = block.source();
        out.put(block.bytes(), block.appFrom(source), block.appLength(source));
    }

    /** Brokers refuse what lies ahead of their clock, an hour by default, and everything before 1970. */
    private static long recordTimeNs(Block block) {
        boolean isUsable = block.timeNs() >= 0 && block.timeNs() - block.receivedNs() <= MAX_AHEAD_NS;
        return isUsable ? block.timeNs() : block.receivedNs();
    }

    @Override
    public void event(Block block, Output out) {
        format.event(block, 0, out);
    }
}
