package logtail.drain.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.LongFunction;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.event.Slice;

/** Events with ids in a row, a millisecond apart, by one of a few apps; what an id tells is always the same. */
public final class NumberedEvents {
    private static final long START_NS = 1_790_000_000_000_000_000L;
    private static final int APPS = 5;
    private static final int BLOCK_BYTES = 1 << 20;

    private final BlockEncoder encoder = new BlockEncoder(BLOCK_BYTES, BLOCK_BYTES);
    private final Line line = new Line();
    private final Block block = new Block();
    private final CRC32C crc = new CRC32C();
    private final long startNs;
    private final LongFunction<String> messages;

    public NumberedEvents() {
        this(START_NS);
    }

    public NumberedEvents(long startNs) {
        this(startNs, NumberedEvents::message);
    }

    public NumberedEvents(LongFunction<String> messages) {
        this(START_NS, messages);
    }

    private NumberedEvents(long startNs, LongFunction<String> messages) {
        this.startNs = startNs;
        this.messages = messages;
    }

    public static String app(long id) {
        return "app-" + id % APPS;
    }

    public static String message(long id) {
        return "number " + id
                + " of many, which tells nothing else but is about as long as most lines are in the real world";
    }

    /** A batch of its own with the events {@code [first, first + count)}. */
    public Batch batch(Writing writing, long first, int count) {
        var batch = new Batch();
        fill(batch, writing, first, count);
        return batch;
    }

    /** Fills {@code batch} with the events {@code [first, first + count)}. */
    public void fill(Batch batch, Writing writing, long first, int count) {
        batch.begin(first);
        for (long id = first; id < first + count; ) {
            id = encode(id, first + count);
            while (block.nextEvent()) {
                batch.add(block, writing);
            }
        }
    }

    /** One block from this id on, with as many as it holds; gives the id behind its last. */
    private long encode(long first, long end) {
        encoder.reset();
        long id = first;
        while (id < end && encoder.tryAppend(line(id), startNs + id * 1_000_000)) {
            id++;
        }
        encoder.finish();
        Block.seal(encoder.bytes(), 0, first, startNs, crc);
        block.wrap(encoder.bytes(), 0);
        return id;
    }

    private Line line(long id) {
        byte[] message = messages.apply(id).getBytes(UTF_8);
        line.clear();
        line.app.set(Slice.of(app(id)));
        line.message.set(message, 0, message.length);
        return line;
    }
}
