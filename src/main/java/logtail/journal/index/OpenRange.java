package logtail.journal.index;

import java.util.Arrays;
import logtail.event.Block;
import logtail.event.ByteOrders;

/**
 * Collects the data of consecutive blocks for the next record of a {@link CycleIndex}. One thread; allocates nothing
 * per block.
 */
public final class OpenRange {
    private static final int FULL_BYTES = 64 << 10;
    private static final int MOST_APPS = 1024;

    private final AppNames names = new AppNames();
    private final short[] apps = new short[MOST_APPS];
    private int[] seenIn = new int[64]; // by number of the app: the last range it was in
    private int range;
    private int appCount;
    private int namesBefore;
    private boolean hasOthers;
    private int lengthBytes;
    private int lastLength;
    private int checksum;
    private long firstId;
    private long lastId;
    private long offset;
    private long highWaterNs;
    private long minReceivedNs;
    private long maxReceivedNs;
    private long minTimeNs;
    private long maxTimeNs;
    private int worst;

    OpenRange() {
        clear();
    }

    boolean isEmpty() {
        return lengthBytes == 0;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    /** Whether the block belongs to this range: it follows the last one, and the range is not full. */
    boolean takes(Block block) {
        return isEmpty() || (lengthBytes < FULL_BYTES && block.firstIndex() == lastId + 1);
    }

    void add(long blockOffset, Block block) {
        if (isEmpty()) {
            firstId = block.firstIndex();
        }
        lengthBytes += block.lengthBytes();
        lastLength = block.lengthBytes();
        checksum = block.checksum();
        lastId = block.lastIndex();
        offset = blockOffset;
        highWaterNs = block.highWaterNs();
        minReceivedNs = Math.min(minReceivedNs, block.minReceivedNs());
        maxReceivedNs = Math.max(maxReceivedNs, block.maxReceivedNs());
        minTimeNs = Math.min(minTimeNs, block.minTimeNs());
        maxTimeNs = Math.max(maxTimeNs, block.maxTimeNs());
        worst = Math.min(worst, block.worstSeverity());
        for (int source = 0; source < block.sourceCount(); source++) {
            addApp(names.number(block.bytes(), block.appFrom(source), block.appLength(source)));
        }
    }

    /** Adds the record of this range to {@code index} and begins the next range. */
    void closeInto(CycleIndex index) {
        int most = CycleIndex.RECORD_BYTES + Short.BYTES * appCount;
        for (int number = namesBefore; number < names.count(); number++) {
            most += 1 + names.length(number);
        }
        byte[] bytes = index.room(most);
        int at = index.size();
        writeNumbers(bytes, at);
        at += CycleIndex.RECORD_BYTES;
        for (int number = namesBefore; number < names.count(); number++) {
            bytes[at++] = (byte) names.length(number);
            names.copy(number, bytes, at);
            at += names.length(number);
        }
        for (int app = 0; app < appCount; app++) {
            ByteOrders.putShort(bytes, at, apps[app]);
            at += Short.BYTES;
        }
        index.add(most);
        clear();
    }

    /** Begins a cycle, without apps. */
    void begin() {
        names.clear();
        clear();
    }

    private void addApp(int number) {
        if (number >= seenIn.length) {
            seenIn = Arrays.copyOf(seenIn, 2 * number);
        }
        if (number == AppNames.FULL) {
            hasOthers = true;
        } else if (seenIn[number] != range) {
            seenIn[number] = range;
            if (appCount < MOST_APPS) {
                apps[appCount++] = (short) number;
            } else {
                hasOthers = true;
            }
        }
    }

    private void writeNumbers(byte[] bytes, int at) {
        ByteOrders.putInt(bytes, at + CycleIndex.LAST_LENGTH, lastLength);
        ByteOrders.putInt(bytes, at + CycleIndex.BLOCK, checksum);
        ByteOrders.putLong(bytes, at + CycleIndex.FIRST_ID, firstId);
        ByteOrders.putLong(bytes, at + CycleIndex.LAST_ID, lastId);
        ByteOrders.putLong(bytes, at + CycleIndex.OFFSET, offset);
        ByteOrders.putLong(bytes, at + CycleIndex.HIGH_WATER, highWaterNs);
        ByteOrders.putLong(bytes, at + CycleIndex.MIN_RECEIVED, minReceivedNs);
        ByteOrders.putLong(bytes, at + CycleIndex.MAX_RECEIVED, maxReceivedNs);
        ByteOrders.putLong(bytes, at + CycleIndex.MIN_TIME, minTimeNs);
        ByteOrders.putLong(bytes, at + CycleIndex.MAX_TIME, maxTimeNs);
        bytes[at + CycleIndex.SEVERITY] = (byte) worst;
        bytes[at + CycleIndex.ANY] = (byte) (hasOthers ? 1 : 0);
        ByteOrders.putShort(bytes, at + CycleIndex.APPS, appCount);
        ByteOrders.putShort(bytes, at + CycleIndex.NAMES, names.count() - namesBefore);
    }

    private void clear() {
        range++;
        appCount = 0;
        namesBefore = names.count();
        hasOthers = false;
        lengthBytes = 0;
        minReceivedNs = Long.MAX_VALUE;
        maxReceivedNs = Long.MIN_VALUE;
        minTimeNs = Long.MAX_VALUE;
        maxTimeNs = Long.MIN_VALUE;
        worst = Integer.MAX_VALUE;
    }
}
