package logtail.journal.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.ByteOrders;
import logtail.event.Line;
import org.junit.jupiter.api.Test;

/** The appender and a reader of one index at once, for real: the model checker cannot look into arrays of bytes. */
class CycleIndexRaceTest {
    private static final int ROUNDS = 200;
    private static final int RECORDS = 400;

    @Test
    void showsAReaderWholeRecordsAlone() throws InterruptedException {
        Block first = block();
        for (int round = 0; round < ROUNDS; round++) {
            var index = CycleIndex.begin(1, 0, first);
            var wrong = new AtomicReference<String>("nothing was read");
            Thread reader = Thread.ofPlatform().start(() -> wrong.set(readAll(index)));
            for (int record = 0; record < RECORDS; record++) {
                append(index, record);
            }
            reader.join();
            assertThat(wrong.get()).isEmpty();
        }
    }

    /** Reads until all records are there; says what was wrong with one of them. */
    private static String readAll(CycleIndex index) {
        for (int seen = 0; seen < RECORDS; ) {
            int count = index.count();
            for (; seen < count; seen++) {
                if (index.lastId(seen) != seen + 1) {
                    return "record %d of %d says %d".formatted(seen, count, index.lastId(seen));
                }
            }
            Thread.onSpinWait();
        }
        return "";
    }

    private static void append(CycleIndex index, int record) {
        byte[] bytes = index.room(CycleIndex.RECORD_BYTES);
        ByteOrders.putLong(bytes, index.size() + CycleIndex.LAST_ID, record + 1L);
        index.add(CycleIndex.RECORD_BYTES);
    }

    private static Block block() {
        var encoder = new BlockEncoder(4096, 1024);
        encoder.tryAppend(new Line(), 1);
        encoder.finish();
        Block.seal(encoder.bytes(), 0, 1, 1, new CRC32C());
        return new Block().wrap(encoder.bytes(), 0);
    }
}
