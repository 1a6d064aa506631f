package logtail.journal.index;

import java.util.Arrays;
import logtail.event.Block;
import logtail.event.ByteOrders;
import logtail.event.Severity;

/**
 * Collects and counts the data of consecutive blocks for the next record of a {@link CycleIndex}. One thread; allocates nothing
 * per block.
 */
public final class OpenRange {
    private static final int FULL_BYTES = 64 << 10;
    private static final int MOST_APPS = 1024;

    private final AppNames names = new AppNames();
    private final short[] apps = new short[MOST_APPS];
    private final int[] appEvents = new int[MOST_APPS];
    private final int[] levelEvents = new int[Severity.DEBUG.code() + 1];
    private int[] seenIn = new int[64]; // by number of the app: the last range it was in
    private int[] places = new int[64]; // by number of the app: its place in that range
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
            int number = names.number(block.bytes(), block.appFrom(source), block.appLength(source));
            addApp(number, block.sourceEvents(source));
        }
        countLevels(block);
    }

    private void countLevels(Block block) {
        block.rewind();
        while (block.nextEvent()) {
            levelEvents[block.severity()]++;
        }
    }

    /** Adds the record of this range to {@code index} and begins the next range. */
    void closeInto(CycleIndex index) {
        int most = CycleIndex.RECORD_BYTES + CycleIndex.APP_BYTES * appCount;
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
            ByteOrders.putInt(bytes, at + Short.BYTES, appEvents[app]);
            at += CycleIndex.APP_BYTES;
        }
        index.add(most);
        clear();
    }

    /** Begins a cycle, without apps. */
    void begin() {
        names.clear();
        clear();
    }

    private void addApp(int number, int events) {
        if (number == AppNames.FULL) {
            hasOthers = true;
            return;
        }
        if (number >= seenIn.length) {
            seenIn = Arrays.copyOf(seenIn, 2 * number);
            places = Arrays.copyOf(places, 2 * number);
        }
        if (seenIn[number] != range) {
            seenIn[number] = range;
            places[number] = appCount;
            if (appCount < MOST_APPS) {
                apps[appCount] = (short) number;
                appEvents[appCount++] = 0;
            }
        }
        if (places[number] < MOST_APPS) {
            appEvents[places[number]] += events;
        } else {
            hasOthers = true;
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
        for (int severity = 0; severity < levelEvents.length; severity++) {
            ByteOrders.putInt(bytes, at + CycleIndex.LEVELS + Integer.BYTES * severity, levelEvents[severity]);
        }
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
        Arrays.fill(levelEvents, 0);
    }
}
